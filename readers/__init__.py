"""Readers: their addresses, sign-in by mailed link, the account page, export and erasure; guards of public forms."""
