"""Bylines and times as text, and the bounds of days."""
