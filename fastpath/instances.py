"""Model instances made of rows without their constructors: a page makes dozens, and a constructor takes ten times that.

Django's `from_db` hands the columns to the constructor, which sorts them out again, asks Wagtail for all relations of
the model and sends two signals to nobody. What comes out is the same: a test compares them.
"""

from typing import Any, Self

from django.db import models

from .django_compat import ModelState


class FastInstance(models.Model):
    """A model to whose columns, as they come from the database, neither constructor nor `post_init` does anything."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any, *, fetch_mode: Any = None) -> Self:
        """Make the instance; what is not among `field_names` is deferred, to be read as `fetch_mode` says."""
        instance = cls.__new__(cls)
        known = instance.__dict__
        known["_state"] = state = ModelState()
        state.adding, state.db = False, db
        if fetch_mode is not None:
            state.fetch_mode = fetch_mode
        known.update(zip(field_names, values, strict=True))
        return instance
