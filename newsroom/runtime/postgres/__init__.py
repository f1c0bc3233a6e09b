"""PostgreSQL: the embedded server, and the programs and connections for any other."""
