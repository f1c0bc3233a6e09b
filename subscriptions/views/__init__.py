"""Public views: subscribing, confirming, preferences, unsubscribing, mail in a browser, webhooks."""
