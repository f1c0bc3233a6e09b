"""Changes of comments, threads and commenters, one atomic function each."""
