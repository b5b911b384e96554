"""What people type about accounts, posts and who answers."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anlan.kernel.web.fields import date_field
from anlan.registers.org import queries as org
from anlan.registers.org import rules as org_rules
from anlan.registers.org.forms import UnitField, choices
from anlan.registers.org.models import Unit
from anlan.registers.people import queries, rules
from anlan.registers.people.models import Person
from anlan.registers.people.sheets import USERNAME

MOBILE = re.compile(r"1\d{10}\Z")


class MobileField(forms.CharField):
    """A mobile number, blanks and dashes allowed while typing."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput({"inputmode": "tel", "autocomplete": "off"}), **kwargs)

    def clean(self, value: Any) -> str:
        text = re.sub(r"[\s-]", "", str(super().clean(value) or ""))
        if text and not MOBILE.match(text):
            raise ValidationError(_now("手机号是 1 开头的 11 位数字"))
        return text


class PeopleFilters(forms.Form):
    """The line of filters above the list of people."""

    view = forms.CharField(required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("姓名、拼音、工号"), required=False, max_length=40)
    role = forms.ChoiceField(label=_("角色"), required=False, choices=choices(rules.ROLES, _("全部角色")))
    unit = UnitField(label=_("单位"), required=False, help_text="")


class PersonForm(forms.Form):
    """Facts of an account."""

    name = forms.CharField(label=_("姓名"), max_length=40)
    mobile = MobileField(label=_("手机"), required=False, help_text=_("也可以用来登录；看它要写原因，会记下来"))
    email = forms.EmailField(label=_("邮箱"), required=False, max_length=120)
    unit = UnitField(label=_("归哪个单位"), help_text=_("账号归这里管，写全名或编号"))


class PostFields(forms.Form):
    """A post in a unit: one that is there, or a new one; from when, until when, what it shows."""

    post = forms.TypedChoiceField(
        label=_("岗位"), required=False, coerce=int, empty_value=None, help_text=_("没有合适的，就在下面新设一个")
    )
    title = forms.CharField(label=_("新岗位叫什么"), required=False, max_length=40, help_text=_("例如 安全主任、七（2）班班主任"))
    role = forms.ChoiceField(label=_("新岗位的角色"), required=False, choices=choices(rules.ROLES, _("选一个")))
    department = forms.TypedChoiceField(label=_("在哪个处室"), required=False, coerce=int, empty_value=None)
    domain = forms.ChoiceField(label=_("管哪个领域"), required=False, choices=choices(org_rules.DOMAINS, _("不限")))
    duty_phone = forms.CharField(label=_("办公电话"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"}))
    reach = forms.ChoiceField(label=_("能看到"), widget=forms.RadioSelect, choices=choices(rules.REACHES), initial="unit")
    starts = date_field(_("从哪天起"))
    ends = date_field(_("到哪天止"), required=False, help_text=_("不填就一直有效"))

    def __init__(self, data: Any = None, *, unit: Unit, at: datetime, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.posts = {post.pk: (post, held) for post, held in queries.posts_of_unit(unit, at)}
        self.parts = {part.pk: part for part in org.parts_of(unit, at)}
        named = [(pk, self._words(post, held)) for pk, (post, held) in self.posts.items()]
        self._choose("post", [("", _("新设一个岗位")), *named], bool(named))
        self._choose("department", [("", _("不在处室")), *((pk, part.name) for pk, part in self.parts.items())], bool(self.parts))

    def _choose(self, name: str, options: list[tuple[Any, Any]], there: bool) -> None:
        if there:
            self.fields[name].choices = options  # type: ignore[attr-defined]
        else:
            del self.fields[name]

    @staticmethod
    def _words(post: Any, held: list[Any]) -> str:
        who = "、".join(g.person.name for g in held) or _now("空着")
        return _now("{title}（{who}）").format(title=post.title, who=who)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("post"):
            for name, words in (("title", _("选一个岗位，或者写新岗位的名称")), ("role", _("选一个角色"))):
                if not data.get(name):
                    self.add_error(name, words)
        if data.get("starts") and data.get("ends") and data["ends"] < data["starts"]:
            self.add_error("ends", _("早于开始日期"))
        data["post"] = self.posts[data["post"]][0] if data.get("post") in self.posts else None
        data["department"] = self.parts.get(data.get("department") or 0)
        return data


class EnrolForm(PostFields):
    """A new account with its first post."""

    username = forms.CharField(
        label=_("工号"), max_length=40, help_text=_("登录名，全市唯一"), widget=forms.TextInput({"autocomplete": "off"})
    )
    name = forms.CharField(label=_("姓名"), max_length=40)
    mobile = MobileField(label=_("手机"), required=False, help_text=_("也可以用来登录"))
    email = forms.EmailField(label=_("邮箱"), required=False, max_length=120)

    def clean_username(self) -> str:
        text = str(self.cleaned_data["username"]).strip().lower()
        if set(text) - USERNAME:
            raise ValidationError(_now("工号只用字母、数字和 . _ - @"))
        return text


class AppointForm(PostFields):
    """A post for somebody who has an account already, found by user name."""

    person = forms.CharField(label=_("谁"), max_length=40, help_text=_("写工号；还没有账号的，先建账号"))
    field_order = ("person",)

    def clean_person(self) -> Person:
        text = str(self.cleaned_data["person"]).strip().lower()
        found = Person.objects.filter(username=text, is_active=True).first()
        if found is None:
            raise ValidationError(_now("没有工号“{text}”的账号").format(text=text))
        return found


class PostForm(forms.Form):
    """Facts of a post that is there."""

    title = forms.CharField(label=_("岗位名称"), max_length=40)
    domain = forms.ChoiceField(label=_("管哪个领域"), required=False, choices=choices(org_rules.DOMAINS, _("不限")))
    duty_phone = forms.CharField(label=_("办公电话"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"}))


class StandInForm(forms.Form):
    """Who stands in, from when until when."""

    person = forms.TypedChoiceField(label=_("谁代班"), coerce=int)
    starts = date_field(_("从哪天起"))
    ends = date_field(_("到哪天止"), help_text=_("到了这天自己结束"))

    def __init__(self, data: Any = None, *, colleagues: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["person"].choices = [("", _("选一个人")), *colleagues]  # type: ignore[attr-defined]

    def clean_person(self) -> Person:
        return Person.objects.get(pk=self.cleaned_data["person"])


class LookForm(forms.Form):
    """Why somebody wants to see a private number."""

    REASONS = (_("联系工作"), _("应急处置"), _("核对资料"))
    reason = forms.ChoiceField(label=_("为什么要看"), widget=forms.RadioSelect, choices=[(str(i), r) for i, r in enumerate(REASONS)])
    more = forms.CharField(label=_("补一句"), required=False, max_length=100)

    def why(self) -> str:
        """The reason in words, as it is recorded."""
        words = [str(self.REASONS[int(self.cleaned_data["reason"])]), self.cleaned_data["more"]]
        return "，".join(w for w in words if w)


class LeaveForm(forms.Form):
    """Why an account is disabled."""

    why = forms.CharField(label=_("为什么"), max_length=100, help_text=_("调走、退休、长期病假……"))


class FillForm(forms.Form):
    """Who answers: somebody with an account, or a person of an outside body."""

    who = forms.ChoiceField(label=_("谁"), required=False)
    outside_name = forms.CharField(label=_("外单位的人"), required=False, max_length=60, help_text=_("姓名和职务"))
    outside_phone = forms.CharField(label=_("电话"), required=False, max_length=30, widget=forms.TextInput({"inputmode": "tel"}))
    everywhere = forms.BooleanField(label=_("这一层的所有领域都是这个人"), required=False)

    def __init__(self, data: Any = None, *, candidates: list[tuple[str, list[tuple[str, str]]]], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["who"].choices = [("", _("选一个人或岗位")), *candidates]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("who")) == bool(data.get("outside_name")):
            self.add_error("who", _("选一个人，或者写外单位的人，二选一"))
        return data
