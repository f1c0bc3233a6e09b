"""Changes of stories, one atomic function each, with the checks before them and the derived data after them."""
