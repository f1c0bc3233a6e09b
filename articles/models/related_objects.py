"""A cache of the objects that a story of a revision points to, read with one query for each model.

modelcluster queries each object by itself, also the story once for each byline and tag, and forgets the results:
opening a form would take a hundred queries.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import CASCADE, ForeignKey, Model
from modelcluster.fields import ParentalKey

from fastpath.django_compat import child_relations, unsaved_children

if TYPE_CHECKING:
    from . import Article

# Foreign keys of the row and not of a revision: `with_content_json` takes them from the row.
ROW_FIELDS = {"latest_revision", "live_revision", "locked_by", "owner"}


class RelatedObjectCache:
    """Objects by model and primary key, and keys to be read with the next query for their model."""

    def __init__(self) -> None:
        self.objects: defaultdict[type[Model], dict[Any, Model]] = defaultdict(dict)
        self.deferred: defaultdict[type[Model], set[Any]] = defaultdict(set)

    def get_many(self, model: type[Model], keys: set[Any]) -> dict[Any, Model]:
        """Return the objects of those `keys` that exist; missing ones are read together with the deferred keys."""
        objects = self.objects[model]
        if keys - objects.keys():
            missing = (keys | self.deferred.pop(model, set())) - objects.keys()
            objects.update(model._default_manager.in_bulk(missing))
        return {key: objects[key] for key in keys & objects.keys()}


_active: ContextVar[RelatedObjectCache | None] = ContextVar("related_objects", default=None)


@contextmanager
def cached(story: Model) -> Iterator[None]:
    """Cache related objects already loaded on `story` and its child rows, so that the block does not query them."""
    cache = RelatedObjectCache()
    for owner in chain([story], *unsaved_children(story).values()):
        for name in loaded(owner):
            related = getattr(owner, name)
            cache.objects[type(related)][related.pk] = related
    token = _active.set(cache)
    try:
        yield
    finally:
        _active.reset(token)


def submitted_key(value: Any) -> set[int]:
    """Return the primary key that a form submitted, as a set; empty if the value cannot be a key."""
    text = str(value)
    return {int(text)} if text.isdecimal() and len(text) < 19 else set()


def defer(model: type[Model], keys: Iterable[Any]) -> None:
    """Read these objects with the next query for `model`: `get_many` will be called for them."""
    if cache := _active.get():
        cache.deferred[model].update(keys)


def get_many(model: type[Model], keys: Iterable[Any]) -> dict[Any, Model]:
    """Return the objects of those `keys` that exist, by key, with at most one query."""
    return (_active.get() or RelatedObjectCache()).get_many(model, set(keys))


def resolve(story: "Article") -> None:
    """Load what `story` and its bylines, tags and sources point to.

    A foreign key to an object that was deleted is emptied; where it cascades, as with a tag, the child row is left out.
    """
    names = [relation.get_accessor_name() for relation in child_relations(type(story))]
    rows = {name: list(getattr(story, name).all()) for name in names}
    pointers = [pointer for owner in chain([story], *rows.values()) for pointer in _pointers(owner)]
    keys: dict[type[Model], set[Any]] = {}
    for owner, field in pointers:
        keys.setdefault(field.related_model, set()).add(getattr(owner, field.attname))
    found = {model: get_many(model, keys_of_model) for model, keys_of_model in keys.items()}
    gone = set()
    for owner, field in pointers:
        related = found[field.related_model].get(getattr(owner, field.attname))
        if related is None and field.remote_field.on_delete is CASCADE:
            gone.add(id(owner))
        else:
            setattr(owner, field.name, related)
    for name, children in rows.items():
        setattr(story, name, [child for child in children if id(child) not in gone])


def loaded(owner: Model) -> set[str]:
    """Return the names of foreign keys of `owner` whose object is loaded: validation need not query it."""
    fields = (field for field in foreign_keys(owner) if field.is_cached(owner))
    return {field.name for field in fields if getattr(owner, field.attname) is not None}


def foreign_keys(owner: Model) -> list[Any]:
    """Return the foreign keys of `owner`."""
    return [field for field in owner._meta.concrete_fields if isinstance(field, ForeignKey)]


def _pointers(owner: Model) -> list[tuple[Any, Any]]:
    """Return `owner` with each of its foreign keys that is set and whose object may be gone."""
    return [
        (owner, field)
        for field in foreign_keys(owner)
        if field.name not in ROW_FIELDS
        and not isinstance(field, ParentalKey)
        and getattr(owner, field.attname) is not None
    ]
