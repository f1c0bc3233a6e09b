"""Outbox: transactional mail, suppressions, and transports for all mail of the paper."""
