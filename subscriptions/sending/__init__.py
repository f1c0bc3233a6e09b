"""Sending of mailings: freezing, rendering, at-most-once hand-over, recovery and counting."""
