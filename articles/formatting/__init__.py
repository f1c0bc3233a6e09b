"""Bylines, times and days as they are printed, and as people and machines read them."""
