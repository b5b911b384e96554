"""What people type about services, robots, and how they want to be told."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anlan.kernel.outbox import rules as outbox
from anlan.kernel.outbox.channels import Channel
from anlan.registers.channels import rules, texting
from anlan.registers.channels.models import Robot, Service


def _secret(label: Any, kept: bool, help_text: Any = "") -> forms.CharField:
    """A secret that is never shown again: an empty field leaves the one that is kept."""
    dots = {"autocomplete": "off", "placeholder": rules.masked("x") if kept else ""}
    words = _("存好的不再显示。空着就不改。") if kept else help_text
    return forms.CharField(label=label, required=not kept, max_length=600, help_text=words, widget=forms.PasswordInput(dots))


class AddressField(forms.URLField):
    """An address of a gateway of one's own; empty: the service's public one."""

    def __init__(self, label: Any, usual: str) -> None:
        super().__init__(label=label, required=False, max_length=200, assume_scheme="https")
        self.help_text = _now("空着就用 {address}").format(address=usual)
        self.widget = forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"})

    def clean(self, value: Any) -> str:
        text = str(value or "").strip().rstrip("/")
        if text and (wrong := rules.unfit(text)):
            raise ValidationError(_now(wrong))
        return text


class ServiceForm(forms.Form):
    """A service of one kind; which fields there are depends on the kind."""

    def __init__(self, data: Any = None, *, kind: str, service: Service | None = None) -> None:
        super().__init__(data)
        self.kind = kind
        for name, field in self._fields(kind, service is not None):
            self.fields[name] = field
        if service is not None:
            kept = {name: getattr(service, name) for name in ("corp", "agent", "key", "per_minute", "running", "door")}
            self.initial = kept | {f"at_{place}": address for place, address in service.addresses.items()}

    @staticmethod
    def _fields(kind: str, kept: bool) -> list[tuple[str, forms.Field]]:
        plain = {"autocomplete": "off", "spellcheck": "false"}

        def word(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
            return forms.CharField(label=label, required=required, max_length=100, help_text=help_text, widget=forms.TextInput(plain))

        found: list[tuple[str, forms.Field]]
        if kind == "wecom":
            found = [
                ("corp", word(_("企业 ID（CorpID）"))),
                ("agent", word(_("应用 AgentId"))),
                ("secret", _secret(_("应用 Secret"), kept)),
            ]
        elif kind == "dingtalk":
            found = [
                ("corp", word(_("企业 CorpId"), required=False)),
                ("key", word(_("应用 AppKey（Client ID）"))),
                ("agent", word(_("应用 AgentId"))),
                ("secret", _secret(_("应用 AppSecret"), kept)),
            ]
        else:
            example = _("例：jsons://账号:密码@网关地址/路径?:to={mobile}&:message=content")
            found = [("secret", _secret(_("短信网关地址"), kept, example))]
        if kind in rules.DOORS:
            found.append(("door", forms.BooleanField(label=_("登录页上放一个登录按钮"), required=False)))
        found.append(("per_minute", forms.IntegerField(label=_("一分钟最多发几条"), min_value=3, max_value=6000, initial=rules.PER_MINUTE)))
        found.append(("running", forms.BooleanField(label=_("在用"), required=False, initial=True)))
        names = {"api": _("接口地址"), "open": _("新版接口地址"), "inside": _("客户端里的授权地址"), "outside": _("浏览器里的授权地址")}
        found += [(f"at_{place}", AddressField(names[place], usual)) for place, usual in rules.ADDRESSES[kind].items()]
        return found

    def clean_secret(self) -> str:
        text = str(self.cleaned_data.get("secret") or "").strip()
        if self.kind == "sms" and text and (wrong := texting.unfit(text)):
            raise ValidationError(_now(wrong))
        return text

    def facts(self) -> dict[str, Any]:
        """What set_up() takes, without the secret."""
        data = self.cleaned_data
        addresses = {name.removeprefix("at_"): value for name, value in data.items() if name.startswith("at_") and value}
        plain = {name: data.get(name, "") for name in ("corp", "agent", "key")}
        return {
            **plain,
            "addresses": addresses,
            "per_minute": data["per_minute"],
            "running": data["running"],
            "door": bool(data.get("door")),
        }


class RobotForm(forms.Form):
    """A robot of the unit's group."""

    kind = forms.ChoiceField(label=_("哪种群"), choices=list(rules.ROBOTS.items()))
    name = forms.CharField(label=_("群的名字"), max_length=40)
    hour = forms.IntegerField(
        label=_("早上几点说"), min_value=6, max_value=20, initial=8, help_text=_("工作日说一次。没有逾期、没有缺的就不说。")
    )
    running = forms.BooleanField(label=_("在用"), required=False, initial=True)

    def __init__(self, data: Any = None, *, robot: Robot | None = None) -> None:
        super().__init__(data)
        kept = robot is not None
        self.fields["kind"].choices = [(key, _now(word)) for key, word in rules.ROBOTS.items()]  # type: ignore[attr-defined]
        self.fields["address"] = _secret(_("机器人的 Webhook 地址"), kept)
        self.fields["secret"] = _secret(_("加签密钥"), True)
        self.fields["secret"].help_text = _("钉钉群机器人选了“加签”才填。空着就不改。")
        self.order_fields(["kind", "name", "address", "secret", "hour", "running"])
        if robot is not None:
            self.initial = {name: getattr(robot, name) for name in ("kind", "name", "hour", "running")}

    def clean_address(self) -> str:
        text = str(self.cleaned_data.get("address") or "").strip()
        if text and (wrong := rules.unfit(text)):
            raise ValidationError(_now(wrong))
        return text


class ChoiceForm(forms.Form):
    """What a person wants by each way that reaches them."""

    def __init__(self, data: Any = None, *, ways: list[tuple[Channel, str]]) -> None:
        super().__init__(data)
        for channel, rest in ways:
            options = [(key, _now(word)) for key, word in outbox.RESTS.items()]
            self.fields[channel.key] = forms.ChoiceField(label=str(channel.label), choices=options, initial=rest, widget=forms.RadioSelect)


class BindForm(forms.Form):
    """Whose account a member of the directory is."""

    username = forms.CharField(label=_("工号"), max_length=40, widget=forms.TextInput({"autocomplete": "off"}))
