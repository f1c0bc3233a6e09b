"""A comment as a moderator meets it, with its differences and reasons in words."""
