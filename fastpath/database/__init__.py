"""Django's PostgreSQL engine with cheaper connections."""
