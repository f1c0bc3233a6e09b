"""Mail in the admin: what is mailed, to whom, and what became of it."""
