"""Words for the templates of mail."""
