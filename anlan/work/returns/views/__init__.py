"""Pages of returns: parse, one action or query, answer."""
