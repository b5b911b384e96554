"""Instructions (批示): what a leader said on a notice or a case, word for word, and the tasks that come of it, each with a clock."""
