"""What came of a call, as the person reads it who set it up."""

from __future__ import annotations

from django.utils.translation import gettext as _

from anlan.kernel.wording import N_
from anlan.registers.channels.calls import EXPIRED, LIMITED, NOBODY, NONSENSE, REFUSED, UNREACHABLE, Trouble

WORDS = {
    REFUSED: N_("那边拒绝了：%(words)s"),
    UNREACHABLE: N_("连不上那边：%(words)s。看地址和网络，稍后再试"),
    NONSENSE: N_("回来的不是接口的应答：%(words)s。看地址填得对不对"),
    LIMITED: N_("发得太快，被那边限流了：%(words)s。过几分钟再试"),
    EXPIRED: N_("那边不认访问凭证：%(words)s。看密钥填得对不对"),
    NOBODY: N_("那边没有这个人，或应用对他不可见：%(words)s"),
}


def sentence(trouble: Trouble) -> str:
    """The kind of failure with the service's own words and code."""
    words = f"{trouble.words} ({trouble.code})" if trouble.code else trouble.words
    return _(WORDS[trouble.what]) % {"words": words}
