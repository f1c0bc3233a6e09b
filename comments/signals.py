"""What happened to comments, announced inside the transaction that did it, with plain `send`.

Whoever keeps pages listens: what `thread_changed` names must be made again.
"""

from django.dispatch import Signal

thread_changed = Signal()  # what readers see of a thread changed; article_id (int), thread_id (int)
