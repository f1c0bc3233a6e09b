"""Django's PostgreSQL, with connections from a pool that cost a page no question of their own."""
