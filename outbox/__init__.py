"""Outbox: how mail leaves the paper. In development it lands in a mailbox of files that staff can read."""
