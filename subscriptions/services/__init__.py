"""Changes of subscriptions, mailings and consent, one atomic function each."""
