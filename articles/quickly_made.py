"""Model instances made of rows without their constructors: a page makes dozens, and a constructor takes ten times that.

Django's `from_db` hands the columns to the constructor, which sorts them out again, asks Wagtail for all relations of
the model and sends two signals to nobody. What comes out is the same: a test compares them.
"""

from functools import cache
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState
from django.db.models.fields.files import FileDescriptor
from django.db.models.query_utils import DeferredAttribute


class QuicklyMade(models.Model):
    """A model whose constructor does nothing to what comes from the database, nor does who hears of `post_init`."""

    class Meta:
        abstract = True

    @classmethod
    def from_db(cls, db: Any, field_names: Any, values: Any) -> Self:
        """Make the instance; what is not among `field_names` is deferred."""
        instance = cls.__new__(cls)
        known = instance.__dict__
        known["_state"] = state = ModelState()
        state.adding, state.db = False, db
        known.update(zip(field_names, values, strict=True))
        model: Any = cls
        for name in _converted(model) & known.keys():
            setattr(instance, name, known.pop(name))
        return instance


@cache
def _converted(model: Any) -> frozenset[str]:
    """Return the columns that a descriptor of their own turns into something else, such as Wagtail's streams."""
    names = {field.attname for field in model._meta.concrete_fields}
    plain = DeferredAttribute, FileDescriptor
    return frozenset(
        name
        for name in names
        if hasattr(found := getattr(model, name, None), "__set__") and not isinstance(found, plain)
    )
