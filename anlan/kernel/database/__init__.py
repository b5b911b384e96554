"""Django's PostgreSQL backend with one thing changed: the logins that serve and work send one statement at a time."""
