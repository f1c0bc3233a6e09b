"""Newsroom: settings, addresses, the web and worker entries, roles, health, and the demo paper."""
