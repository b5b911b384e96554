"""Why a span was read so, in a short Chinese sentence (source strings for translation)."""

from __future__ import annotations

from .model import Reason, gettext_noop

SENTENCES: dict[str, str] = {
    "bounded": gettext_noop("要求按身份、健康、经历、信仰或诉求摸排、管控人员，不能照原文下发。"),
    "ban": gettext_noop("有禁止词“%(word)s”，并有具体对象。"),
    "verb": gettext_noop("以动作“%(word)s”起头，做没做可以查看。"),
    "command": gettext_noop("有要求词“%(word)s”。"),
    "named": gettext_noop("点名“%(word)s”去做，但动作不在常见之列，请看一眼。"),
    "general": gettext_noop("先总说后细说的要求，按整条理解。"),
    "assigns_duties": gettext_noop("要求明确责任、细化方案或分解任务，可以查看文件。"),
    "checkable_state": gettext_noop("要求保持可以查看的状态“%(word)s”。"),
    "table_row": gettext_noop("表格中的一行，写明了材料、时间或去处。"),
    "aim": gettext_noop("说的是目标“%(word)s”，没有可查看的动作。"),
    "stance": gettext_noop("说的是态度和认识“%(word)s”。"),
    "abstract": gettext_noop("只有抽象的加强、落实，没有可查看的动作。"),
    "how": gettext_noop("说明怎样做，并入前一条。"),
    "default": gettext_noop("没有明显的要求词，请看一眼。"),
    "unclear": gettext_noop("没有明显的动作，请看一眼。"),
}


def reason_sentence(reason: Reason) -> str:
    """The sentence for a reason, in Chinese; the web layer may translate ``SENTENCES`` itself."""
    text = SENTENCES.get(reason.key, SENTENCES["default"])
    return text % {"word": reason.args.get("word", "")} if "%(" in text else text
