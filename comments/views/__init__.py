"""The pages that readers of comments, and those who write them, meet."""
