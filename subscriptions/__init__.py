"""Subscriptions: topics, consent, mailings, deliveries and digests."""
