"""What a story of a revision points to, read with one query for each kind of thing.

modelcluster asks for every single thing, also for the story itself once for each byline and tag, and forgets the
answers: opening a form would take a hundred queries.
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

# They belong to the story and not to a revision: `with_content_json` takes them from the row.
OF_THE_ROW = {"latest_revision", "live_revision", "locked_by", "owner"}


class AtHand:
    """What was read, by kind and key; and what will be asked for, to be read together."""

    def __init__(self) -> None:
        self.read: defaultdict[type[Model], dict[Any, Model]] = defaultdict(dict)
        self.wanted: defaultdict[type[Model], set[Any]] = defaultdict(set)

    def fetch(self, model: type[Model], keys: set[Any]) -> dict[Any, Model]:
        """Return those of `keys` that are there; what was not read yet is read now, with what else is wanted."""
        read = self.read[model]
        if keys - read.keys():
            read.update(model._default_manager.in_bulk((keys | self.wanted.pop(model, set())) - read.keys()))
        return {key: read[key] for key in keys & read.keys()}


_at_hand: ContextVar[AtHand | None] = ContextVar("at_hand", default=None)


@contextmanager
def at_hand(story: Model) -> Iterator[None]:
    """Within the block do not ask for what `story`, its bylines, tags and sources point to, if they have read it."""
    here = AtHand()
    changed = unsaved_children(story)
    for owner in chain([story], *changed.values()):
        for name in loaded(owner):
            thing = getattr(owner, name)
            here.read[type(thing)][thing.pk] = thing
    token = _at_hand.set(here)
    try:
        yield
    finally:
        _at_hand.reset(token)


def sent_key(sent: Any) -> set[int]:
    """Return the key that a form sent, as the only one of a set: of none, if no thing can have it."""
    text = str(sent)
    return {int(text)} if text.isdecimal() and len(text) < 19 else set()


def want(model: type[Model], keys: Iterable[Any]) -> None:
    """Say that `fetch` will be asked for these; they are read with the first that is."""
    if here := _at_hand.get():
        here.wanted[model].update(keys)


def fetch(model: type[Model], keys: Iterable[Any]) -> dict[Any, Model]:
    """Return the things of these keys that are there, by key, with one query at most."""
    return (_at_hand.get() or AtHand()).fetch(model, set(keys))


def resolve(story: "Article") -> None:
    """Give `story`, its bylines, tags and sources what they point to.

    What was deleted meanwhile is let go of: the field is emptied, or, as with a tag, its line is left out.
    """
    names = [relation.get_accessor_name() for relation in child_relations(type(story))]
    lines = {name: list(getattr(story, name).all()) for name in names}
    pointers = [pointer for owner in chain([story], *lines.values()) for pointer in _pointers(owner)]
    wanted: dict[type[Model], set[Any]] = {}
    for owner, field in pointers:
        wanted.setdefault(field.related_model, set()).add(getattr(owner, field.attname))
    found = {model: fetch(model, keys) for model, keys in wanted.items()}
    gone = set()
    for owner, field in pointers:
        thing = found[field.related_model].get(getattr(owner, field.attname))
        if thing is None and field.remote_field.on_delete is CASCADE:
            gone.add(id(owner))
        else:
            setattr(owner, field.name, thing)
    for name, children in lines.items():
        setattr(story, name, [child for child in children if id(child) not in gone])


def loaded(owner: Model) -> set[str]:
    """Return the fields of `owner` whose target was read already: it is there, validation need not ask for it."""
    read = (field for field in foreign_keys(owner) if field.is_cached(owner))
    return {field.name for field in read if getattr(owner, field.attname) is not None}


def foreign_keys(owner: Model) -> list[Any]:
    """Return the fields of `owner` that point to something."""
    return [field for field in owner._meta.concrete_fields if isinstance(field, ForeignKey)]


def _pointers(owner: Model) -> list[tuple[Any, Any]]:
    """Return `owner` with each of its fields that point to something which may be gone."""
    return [
        (owner, field)
        for field in foreign_keys(owner)
        if field.name not in OF_THE_ROW
        and not isinstance(field, ParentalKey)
        and getattr(owner, field.attname) is not None
    ]
