"""Terms, breaks, workdays, and the dates that the phrases of a notice mean."""
