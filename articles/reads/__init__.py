"""Count reads of stories, without data about readers."""
