"""The advisory lock of an address: who stops all mail to it waits for the mail in hand, and new mail waits for them.

Advisory locks, because their queue is fair: a row lock lets new senders overtake somebody who wants them all to stop.
A sender takes the shared form in the transaction that hands the mail over, and looks only then whether it may. Who
forbids it takes the exclusive form first, so that the answer they give is true of everything after it.

Lock order, to avoid deadlocks: mailing, address, reader (`subscriptions/services/locks.py`), then rows of mail.
"""

from django.db import connection


def stop_sending_to(address_hash: str) -> None:
    """Wait until no mail to this address is being handed over, and let none be until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [lock_number(address_hash)])


def share_address(address_hash: str) -> None:
    """Hold off who would stop mail to this address until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [lock_number(address_hash)])


def lock_number(address_hash: str) -> int:
    """Return the number of the lock of this address: the first 60 bits of its hash."""
    return int(address_hash[:15], 16)
