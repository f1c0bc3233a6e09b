"""Full-text search: the index, and the queries that readers ask of it."""
