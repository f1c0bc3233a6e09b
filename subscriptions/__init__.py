"""Subscriptions: who wants which stories by mail, and that each gets every one of them once."""
