"""Places: buildings, rooms, gates, with a QR code at the door; and whether a place may be used at a moment.

Interim control (clear people, stop use, seal) is a state of the place that every other part obeys.
"""
