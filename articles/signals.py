"""Signals about stories, sent inside the transaction of the change.

Each is sent with plain `send`, so a receiver that raises an exception rolls the change back. Every signal
carries `article`; the first two also `first_time` (bool) or `fields`.
"""

from django.dispatch import Signal

article_published = Signal()  # it went live; first_time: it never was before
article_changed = Signal()  # what readers see of a live story changed
article_unpublished = Signal()  # it is no longer live, and may return
article_withdrawn = Signal()  # it is gone for legal reasons and answers 410
article_corrected = Signal()  # a correction was added; carries `correction`
