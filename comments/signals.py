"""Signals of the comments app."""

from django.dispatch import Signal

# Comments were published for the first time. Sent in the transaction that publishes them, with `comments`, a list.
comments_published = Signal()
