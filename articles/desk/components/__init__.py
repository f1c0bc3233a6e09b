"""A page for the desk that shows every component of the public pages in every state."""
