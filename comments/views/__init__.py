"""Public views of comments, for readers and authors."""
