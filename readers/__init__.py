"""Readers: the only rows that hold a reader's address; sign-in by mailed link, "my page", export, erase."""
