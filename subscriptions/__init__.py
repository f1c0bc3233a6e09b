"""Subscriptions to stories by mail, and mailings that each recipient gets exactly once."""
