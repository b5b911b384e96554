"""Webhooks: another system is told, signed, when a case of a unit's scope is opened, stepped or closed. Numbers and verbs, no persons."""
