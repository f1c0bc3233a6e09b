"""Services that change comments, threads and commenters, one atomic function for each change."""
