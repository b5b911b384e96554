"""The only writers of responsibility letters."""

from anlan.work.pledges.actions.counting import recount
from anlan.work.pledges.actions.drafting import change, drop, start
from anlan.work.pledges.actions.renewing import renew
from anlan.work.pledges.actions.sending import send, withdraw
from anlan.work.pledges.actions.stepping import stepped

__all__ = ["change", "drop", "recount", "renew", "send", "start", "stepped", "withdraw"]
