"""Pages of checks: parse, one action or query, answer."""
