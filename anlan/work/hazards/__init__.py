"""Hazards in closed loop."""
