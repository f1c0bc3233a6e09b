"""Staff accounts and roles in Wagtail's screens; no one can give more rights than they have."""
