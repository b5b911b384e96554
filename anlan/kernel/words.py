"""Sentences the kernel says to people. Chinese is the source language."""

from django.utils.translation import gettext_lazy as _

NOT_NOW = _("这件事已经走到别的步骤，刷新看一下再决定。你填的都还在。")
NOT_YOURS = _("这一步不归你办。页面上写着轮到谁。")
OTHER_PERSON = _("你参与了前一步，这一步要换个人。")
MISSING = _("还缺这一项")
OUT_OF_SCOPE = _("找不到，或不在你的范围内")
SIGN_IN_FIRST = _("先登录")
REPEATED = _("已经收到过了，没有重复登记。")
PAUSED = _("时钟不对，自动提醒先停着。请管理员核对时间后确认。")
