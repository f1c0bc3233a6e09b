"""Guards of public forms: form tokens, honeypot, proof of work, rate limits, client address."""
