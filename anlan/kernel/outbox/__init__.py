"""Telling people, after commit. A message names (unit, role, level, case, due, rung); the worker resolves persons when it sends.

One message per (case, due, rung). Channels: the page (with the live stream) and mail; further ones register by
channels.add_channel. Danger to life goes by every way a person has; the rest waits for the morning, unless they chose otherwise.
"""
