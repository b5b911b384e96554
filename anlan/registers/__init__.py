"""What exists: units, people, the calendar, places."""
