"""Changes of stories, one atomic function each, and what is checked before and derived after them."""
