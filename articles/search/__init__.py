"""Full-text search: the index, and the readers' search."""
