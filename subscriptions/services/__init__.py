"""Services that change subscriptions, mailings and consent; each function is atomic."""
