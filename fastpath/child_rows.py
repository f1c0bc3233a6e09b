"""Lines of a story, its bylines, tags, sources and notes, that come with the story in the same query, as JSON.

A story's page needs five kinds of them; asked for one after the other, they would be half of its queries. For a list of
stories each kind is fetched for all of them at once, still as JSON, and read only where a page prints it.
"""

import json
from functools import cached_property, lru_cache
from typing import Any
from weakref import ref

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, Func, OuterRef, TextField
from django.db.models.functions import Cast, JSONArray

from . import cache_tags
from .django_compat import evaluated_queryset, prefetched, set_prefetched, unsaved_children
from .queries import PreparedQuery, is_among

NO_ROWS = "[]"


class _JsonAgg(ArrayAgg):
    """JSON as PostgreSQL writes it: as `jsonb` it would first be taken apart, which takes as long again."""

    function = "json_agg"


class Lines:
    """The rows of `model` that point to a story by `parent`, in `order`, with `fields` of theirs.

    A field may be of something they point to (`profile__name`); `more` are expressions that become attributes.
    """

    def __init__(self, model: Any, parent: str, order: tuple[str, ...], fields: tuple[str, ...], **more: Any) -> None:
        self.model, self.parent, self.order, self.fields, self.more = model, parent, order, fields, more
        self.accessor: str = model._meta.get_field(parent).remote_field.get_accessor_name()
        self._keys_in = lru_cache(maxsize=2000)(self._read_keys)

    def bring(self, stories: Any) -> Any:
        """Return the queryset `stories` with these lines of each."""
        rows = self.model._base_manager.filter(**{self.parent: OuterRef("pk")}).order_by(*self.order)
        line = JSONArray(*map(F, self.fields), *self.more.values())
        return stories.annotate(**{f"lines_{self.accessor}": ArraySubquery(rows.values(line=line))})

    def hang(self, story: Any) -> None:
        """Let `story`, as brought, know its lines, as if they had been prefetched."""
        set_prefetched(story, self.accessor, self.read(story, story.__dict__.pop(f"lines_{self.accessor}")))

    def of_many(self, keys: list[int]) -> dict[int, str]:
        """Return the lines of each story among `keys` that has any, as JSON."""
        return dict(self._of_many.rows(keys)) if keys else {}

    def read(self, story: Any, rows: list[list[Any]]) -> Any:
        """Return the lines of `story` as the queryset that would have found them."""
        return evaluated_queryset(self.model, [self._line(story, row) for row in rows])

    def note(self, text: str) -> None:
        """Note what lines show that are printed from their JSON, without being made."""
        cache_tags.mentions(*self._keys_in(text))

    def _read_keys(self, text: str) -> frozenset[str]:
        with cache_tags.collecting() as tags:
            for row in json.loads(text):
                instance(self._tree, row)
        return frozenset(tags.mentions)

    @cached_property
    def _of_many(self) -> PreparedQuery:
        pointer = self.model._meta.get_field(self.parent).attname

        def recipe(keys: Any) -> Any:
            rows = self.model._base_manager.filter(is_among(pointer, keys)).order_by()
            line = Func(
                *map(F, self.fields), *self.more.values(), function="json_build_array", output_field=TextField()
            )
            return rows.values(pointer).annotate(lines=Cast(_JsonAgg(line, order_by=self.order), TextField()))

        return PreparedQuery(recipe, list)

    def _line(self, story: Any, row: list[Any]) -> Any:
        line = instance(self._tree, row)
        setattr(line, self.parent, story)
        for name, value in zip(self.more, row[len(self.fields) :], strict=True):
            setattr(line, name, value)
        return line

    @cached_property
    def _tree(self) -> "Node":
        return tree(self.model, self.fields)


class LazyChildRows(dict[str, Any]):
    """The prefetched lines of a story, each kind read from its JSON when it is asked for."""

    def __init__(self, story: Any, texts: dict[str, tuple[ChildRows, str]]) -> None:
        super().__init__()
        self._story, self._texts = ref(story), texts  # a cycle would leave each story to the garbage collector

    def __missing__(self, accessor: str) -> Any:
        lines, text = self._texts[accessor]
        self[accessor] = found = lines.read(self._story(), json.loads(text))
        return found

    def __contains__(self, accessor: object) -> bool:
        return super().__contains__(accessor) or accessor in self._texts

    def get(self, accessor: str, default: Any = None) -> Any:
        """Return the lines of this kind; `default` where they were not fetched."""
        try:
            return self[accessor]
        except KeyError:
            return default


def child_rows_of(story: Any, accessor: str, *related: str) -> list[Any]:
    """Return the lines of `story` at `accessor`, such as its bylines: as edited, as brought with it, or asked for.

    The same as `story.bylines.all()`, which builds a manager and a queryset each time, and a page looks twenty times.
    Those that are asked for come with what they name in `related`, of the same moment, in the order of their keys.
    """
    brought = prefetched(story, accessor)
    if brought is None or accessor in unsaved_children(story):
        lines = getattr(story, accessor).all()
        if related and isinstance(lines, models.QuerySet):  # what is being edited is a list, in the order it was given
            lines = lines.select_related(*related).order_by("pk")
        return list(lines)
    return brought


# A model, its columns with their places in the row, and what it points to.
Node = tuple[Any, list[tuple[str, int, Any]], list[tuple[str, Any]]]


def tree(model: Any, fields: tuple[str, ...]) -> Node:
    """Return where in a row with these `fields`, some of them of what `model` points to, each of them stands."""
    return _node(model, {tuple(path.split("__")): at for at, path in enumerate(fields)})


def _node(model: Any, places: dict[tuple[str, ...], int]) -> Node:
    columns: list[tuple[str, int, Any]] = []
    below: dict[str, dict[tuple[str, ...], int]] = {}
    for path, at in places.items():
        if len(path) == 1:
            field = model._meta.get_field(path[0])
            parse = field.to_python if isinstance(field, models.DateTimeField) else None
            columns.append((field.attname, at, parse))
        else:
            below.setdefault(path[0], {})[path[1:]] = at
    pointed = [(name, _node(model._meta.get_field(name).related_model, inner)) for name, inner in below.items()]
    columns.sort(key=lambda column: [field.attname for field in model._meta.concrete_fields].index(column[0]))
    return model, columns, pointed


def instance(node: Node, row: list[Any]) -> Any:
    """Return what `node` is in `row`; None where it points to nothing."""
    model, columns, pointed = node
    values = {name: parse(row[at]) if parse else row[at] for name, at, parse in columns}
    if values[model._meta.pk.attname] is None:
        return None
    found = model.from_db(None, values, list(values.values()))
    for name, below in pointed:
        setattr(found, name, instance(below, row))
    return found
