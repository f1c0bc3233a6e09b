"""Advisory locks of mailings and readers, held until the transaction ends; `outbox/locks.py` says why, and the order.

The sender of a delivery takes three shared ones at once. Who stops a mailing or changes what a reader wants takes the
exclusive one of it *before* anything else, and then waits for at most the mails that are in hand.
"""

from django.db import connection

from outbox.locks import lock_number

# The two-number locks are a space apart from the one-number lock of an address; the first number says what of.
_PUBLICATION, _MAILING, _READER = 0x6E770001, 0x6E770002, 0x6E770003
_LARGEST = 0x7FFFFFFF


def share_for_sending(mailing: int, reader: int | None, address_hash: str) -> None:
    """Hold off who would stop this mailing, all mail to this address or the mail of this reader."""
    sql = "SELECT pg_advisory_xact_lock_shared(%s, %s), pg_advisory_xact_lock_shared(%s)"
    parameters = [_MAILING, mailing & _LARGEST, lock_number(address_hash)]
    if reader is not None:
        sql += ", pg_advisory_xact_lock_shared(%s, %s)"
        parameters += [_READER, reader & _LARGEST]
    _execute(sql, parameters)


def stop_mailing(mailing: int) -> None:
    """Wait until nothing of this mailing is being handed over, and let nothing be."""
    _execute("SELECT pg_advisory_xact_lock(%s, %s)", [_MAILING, mailing & _LARGEST])


def stop_reader(reader: int) -> None:
    """Wait until nothing is being handed over to this reader, and let nothing be."""
    _execute("SELECT pg_advisory_xact_lock(%s, %s)", [_READER, reader & _LARGEST])


def publish_in_turn() -> None:
    """Wait until every transaction that published before has ended, so that order of number is order of commit."""
    _execute("SELECT pg_advisory_xact_lock(%s, 0)", [_PUBLICATION])


def _execute(sql: str, parameters: list[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
