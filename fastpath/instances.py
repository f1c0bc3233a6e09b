"""Model instances made from rows without their constructors.

Django's `from_db` passes the columns to the constructor, which assigns them one by one, asks modelcluster for all
relations of the model and sends two signals. Without that an instance takes a tenth of the time.
"""

from typing import Any, Self

from django.db import models

from .django_compat import ModelState
from .switch import is_on


class FastInstance(models.Model):
    """A model whose constructor and `post_init` handlers do nothing to columns that come from the database."""

    class Meta:
        abstract = True

    if is_on("instances"):

        @classmethod
        def from_db(cls, db: Any, field_names: Any, values: Any, *, fetch_mode: Any = None) -> Self:
            """Make the instance; columns that are not in `field_names` are deferred, and read as `fetch_mode` says."""
            instance = cls.__new__(cls)
            attributes = instance.__dict__
            attributes["_state"] = state = ModelState()
            state.adding, state.db = False, db
            if fetch_mode is not None:
                state.fetch_mode = fetch_mode
            attributes.update(zip(field_names, values, strict=True))
            return instance

    else:

        @classmethod
        def from_db(cls, db: Any, field_names: Any, values: Any, *, fetch_mode: Any = None) -> Self:
            """Make the instance as Django does."""
            options = {} if fetch_mode is None else {"fetch_mode": fetch_mode}
            return super().from_db(db, field_names, values, **options)
