"""The public pages, one type of page per file."""
