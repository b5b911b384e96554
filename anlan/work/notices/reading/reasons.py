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
    "asks_nothing": gettext_noop("整句像在表态或说情况，没有要谁做一件能查看的事。"),
    "stance": gettext_noop("说的是态度和认识“%(word)s”。"),
    "abstract": gettext_noop("只有抽象的加强、落实，没有可查看的动作。"),
    "how": gettext_noop("说明怎样做，并入前一条。"),
    "default": gettext_noop("没有明显的要求词，请看一眼。"),
    "act:command": gettext_noop("只有要求词，没有认得的动作。"),
    "act:checkable_state": gettext_noop("说的是一种状态，是不是要求请看一眼。"),
    "act:general": gettext_noop("说得笼统，也许只是后文的引子。"),
    "act:named": gettext_noop("动作不常见。"),
    "act:unclear": gettext_noop("没有看清动作。"),
    "act:how": gettext_noop("也许只是说明怎样做。"),
    "domain:around": gettext_noop("领域是按标题或上文推的。"),
    "domain:general": gettext_noop("领域是按笼统的词定的。"),
    "domain:none": gettext_noop("没有说到哪一领域的词。"),
    "field:open": gettext_noop("像几个领域，哪个都不突出。"),
    "field:against the rules": gettext_noop("用词像别的领域，没有按通常的规则定。"),
    "who:default": gettext_noop("没写谁来办，按主送单位。"),
    "who:inherited": gettext_noop("谁来办是承上文的。"),
    "who:heading": gettext_noop("谁来办是按小标题的。"),
    "when:heading": gettext_noop("时间是按小标题的。"),
    "when:sentence": gettext_noop("时间是承前一句的。"),
    "when:none": gettext_noop("没有写时间。"),
    "many segments": gettext_noop("几个分句并成了一条，也许该拆。"),
    "one segment": gettext_noop("只有一个分句，也许该并入上一条。"),
    "short": gettext_noop("很短，也许只是上一条的一部分。"),
    "long": gettext_noop("很长，也许该拆。"),
    "several things": gettext_noop("说到几样东西，领域只取了一样。"),
    "later in the sentence": gettext_noop("从一句话的后半拆出来的。"),
    "several doers or steps": gettext_noop("有几个人或几步，也许该拆。"),
    "weak": gettext_noop("读得不太有把握。"),
    "unclear": gettext_noop("没有明显的动作，请看一眼。"),
}


def reason_sentence(reason: Reason) -> str:
    """The sentence for a reason, in Chinese; the web layer may translate ``SENTENCES`` itself."""
    text = SENTENCES.get(reason.key, SENTENCES["default"])
    return text % {"word": reason.args.get("word", "")} if "%(" in text else text
