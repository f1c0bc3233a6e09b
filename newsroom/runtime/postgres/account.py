"""The unprivileged account that a child of root runs as."""

import os
import pwd
from collections.abc import Iterable
from typing import TypedDict

from ..problem import Problem

NAMES = ("newsroom", "postgres", "nobody")


class Identity(TypedDict):
    """The arguments of `subprocess` for the user and groups of a child; None means our own."""

    user: int | None
    group: int | None
    extra_groups: Iterable[int] | None


def identity(account: pwd.struct_passwd | None) -> Identity:
    """Return the arguments with which `subprocess` runs a child as `account`, with none of our groups."""
    if account is None:
        return {"user": None, "group": None, "extra_groups": None}
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": ()}


def unprivileged_account() -> pwd.struct_passwd:
    """Return the account that NEWSROOM_DB_ACCOUNT names, or the first there is of NAMES. Raises Problem if none."""
    wanted = os.environ.get("NEWSROOM_DB_ACCOUNT")
    for name in [wanted] if wanted else NAMES:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        if account.pw_uid != 0:
            return account
    raise Problem("PostgreSQL refuses to run as root: name another account that exists in NEWSROOM_DB_ACCOUNT.")
