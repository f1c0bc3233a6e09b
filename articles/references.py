"""What a story of a revision points to, read with one query for each kind of thing.

modelcluster asks for every single thing, also for the story itself once for each byline and tag, and forgets the
answers: opening a form would take a hundred queries.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain
from typing import TYPE_CHECKING, Any

from django.db.models import CASCADE, ForeignKey, Model
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations

if TYPE_CHECKING:
    from .models import Article

# They belong to the story and not to a revision: `with_content_json` takes them from the row.
OF_THE_ROW = {"latest_revision", "live_revision", "locked_by", "owner"}


_at_hand: ContextVar[dict[type[Model], dict[Any, Model]] | None] = ContextVar("at_hand", default=None)


@contextmanager
def at_hand(story: "Article") -> Iterator[None]:
    """Within the block do not ask for what `story`, its bylines, tags and sources point to, if they have read it."""
    found: dict[type[Model], dict[Any, Model]] = {}
    changed = story.__dict__.get("_cluster_related_objects", {})
    for owner in chain([story], *changed.values()):
        for name in loaded(owner):
            thing = getattr(owner, name)
            found.setdefault(type(thing), {})[thing.pk] = thing
    token = _at_hand.set(found)
    try:
        yield
    finally:
        _at_hand.reset(token)


def resolve(story: "Article") -> None:
    """Give `story`, its bylines, tags and sources what they point to.

    What was deleted meanwhile is let go of: the field is emptied, or, as with a tag, its line is left out.
    """
    names = [relation.get_accessor_name() for relation in get_all_child_relations(type(story))]
    lines = {name: list(getattr(story, name).all()) for name in names}
    pointers = [pointer for owner in chain([story], *lines.values()) for pointer in _pointers(owner)]
    wanted: dict[type[Model], set[Any]] = {}
    for owner, field in pointers:
        wanted.setdefault(field.related_model, set()).add(getattr(owner, field.attname))
    found = {model: _fetch(model, keys) for model, keys in wanted.items()}
    gone = set()
    for owner, field in pointers:
        thing = found[field.related_model].get(getattr(owner, field.attname))
        if thing is None and field.remote_field.on_delete is CASCADE:
            gone.add(id(owner))
        else:
            setattr(owner, field.name, thing)
    for name, children in lines.items():
        setattr(story, name, [child for child in children if id(child) not in gone])


def _fetch(model: type[Model], keys: set[Any]) -> dict[Any, Model]:
    known = (_at_hand.get() or {}).get(model, {})
    missing = keys - known.keys()
    return {**known, **(model._default_manager.in_bulk(missing) if missing else {})}


def loaded(owner: Model) -> set[str]:
    """Return the fields of `owner` whose target was read already: it is there, validation need not ask for it."""
    foreign = (field for field in owner._meta.concrete_fields if isinstance(field, ForeignKey))
    return {field.name for field in foreign if field.is_cached(owner) and getattr(owner, field.attname) is not None}


def _pointers(owner: Model) -> list[tuple[Any, Any]]:
    """Return `owner` with each of its fields that point to something which may be gone."""
    fields = [field for field in owner._meta.concrete_fields if isinstance(field, ForeignKey)]
    return [
        (owner, field)
        for field in fields
        if field.name not in OF_THE_ROW
        and not isinstance(field, ParentalKey)
        and getattr(owner, field.attname) is not None
    ]
