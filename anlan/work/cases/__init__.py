"""The case: somebody answerable must do a thing by a time, prove it, somebody else confirms; if not, the next one up hears of it.

Hazards, tasks, disputes, incidents and findings are one table, one inbox, one page, one sweep, one trail. A kind brings a
small facts table, a machine and a form, and nothing else.
"""
