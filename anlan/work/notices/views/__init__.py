"""Views of notices, by stage of the work."""
