"""Rows that belong to another row, such as the bylines of a story, fetched with it in the same query, as JSON.

A page that needs five kinds of child rows would otherwise send five more queries. For a list of parents each kind is
fetched by one query for all of them, still as JSON, and becomes instances only where a page renders them.
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
from .switch import is_on

IN_ONE_QUERY = is_on("child_rows")
NO_ROWS = "[]"


class _JsonAgg(ArrayAgg):
    """JSON as PostgreSQL writes it; `jsonb` would first be parsed, which takes as long again."""

    function = "json_agg"


class ChildRows:
    """The rows of `model` whose foreign key `parent` points to a parent row, in `order`, with some of their `fields`.

    A field may be that of a related row (`profile__name`); `more` are expressions that become attributes.
    """

    def __init__(self, model: Any, parent: str, order: tuple[str, ...], fields: tuple[str, ...], **more: Any) -> None:
        self.model, self.parent, self.order, self.fields, self.more = model, parent, order, fields, more
        self.accessor: str = model._meta.get_field(parent).remote_field.get_accessor_name()
        self._tags_in = lru_cache(maxsize=5000)(self._read_tags)

    def annotate(self, parents: Any) -> Any:
        """Return the queryset `parents` with these child rows of each."""
        if not IN_ONE_QUERY:
            return parents
        rows = self.model._base_manager.filter(**{self.parent: OuterRef("pk")}).order_by(*self.order)
        line = JSONArray(*map(F, self.fields), *self.more.values())
        return parents.annotate(**{f"lines_{self.accessor}": ArraySubquery(rows.values(line=line))})

    def attach(self, parent: Any) -> None:
        """Give `parent`, from a queryset that was annotated, its child rows as if they had been prefetched."""
        if IN_ONE_QUERY:
            rows = [self._child(parent, row) for row in parent.__dict__.pop(f"lines_{self.accessor}")]
        else:
            rows = self._queried(parent)
        set_prefetched(parent, self.accessor, evaluated_queryset(self.model, rows))

    def of_many(self, parents: list[int]) -> dict[int, str]:
        """Return the child rows of those `parents`, by key, that have any, as JSON."""
        return dict(self._of_many.rows(parents)) if parents else {}

    def read(self, parent: Any, rows: list[list[Any]]) -> Any:
        """Return the evaluated queryset that would have found these child rows of `parent`."""
        return evaluated_queryset(self.model, [self._child(parent, row) for row in rows])

    def mention(self, text: str) -> None:
        """Add the cache tags of child rows that are rendered from their JSON, without instances."""
        cache_tags.mentions(*self._tags_in(text))

    def _read_tags(self, text: str) -> frozenset[str]:
        with cache_tags.collecting() as tags:
            for row in json.loads(text):
                build_instance(self._fields, row)
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

    def _queried(self, parent: Any) -> list[Any]:
        """Return the child rows by a query of their own, as Django does."""
        related = {path.rpartition("__")[0] for path in self.fields if "__" in path}
        rows = self.model._base_manager.filter(**{self.parent: parent}).order_by(*self.order).annotate(**self.more)
        return list(rows.select_related(*sorted(related)) if related else rows)

    def _child(self, parent: Any, row: list[Any]) -> Any:
        child = build_instance(self._fields, row)
        setattr(child, self.parent, parent)
        for name, value in zip(self.more, row[len(self.fields) :], strict=True):
            setattr(child, name, value)
        return child

    @cached_property
    def _fields(self) -> "FieldTree":
        return field_tree(self.model, self.fields)


class LazyChildRows(dict[str, Any]):
    """The prefetched child rows of `parent`, each kind parsed from its JSON when it is first used."""

    def __init__(self, parent: Any, texts: dict[str, tuple[ChildRows, str]]) -> None:
        super().__init__()
        self._parent, self._texts = ref(parent), texts  # a cycle would leave each parent to the garbage collector

    def __missing__(self, accessor: str) -> Any:
        child_rows, text = self._texts[accessor]
        self[accessor] = found = child_rows.read(self._parent(), json.loads(text))
        return found

    def __contains__(self, accessor: object) -> bool:
        return super().__contains__(accessor) or accessor in self._texts

    def get(self, accessor: str, default: Any = None) -> Any:
        """Return the child rows at `accessor`; `default` if they were not fetched."""
        try:
            return self[accessor]
        except KeyError:
            return default


def child_rows_of(parent: Any, accessor: str, *related: str) -> list[Any]:
    """Return the child rows of `parent` at `accessor`: unsaved ones, those fetched with it, or by a query.

    The same as `parent.bylines.all()`, which builds a manager and a queryset each time. With a query the rows come with
    what they point to by `related`, in the order of their keys.
    """
    fetched = prefetched(parent, accessor)
    if fetched is None or accessor in unsaved_children(parent):
        rows = getattr(parent, accessor).all()
        if related and isinstance(rows, models.QuerySet):  # unsaved rows are a list, in the order of the form
            rows = rows.select_related(*related).order_by("pk")
        return list(rows)
    return fetched


# A model, its columns with their index in the row and what parses them, and its related models by foreign key.
FieldTree = tuple[Any, list[tuple[str, int, Any]], list[tuple[str, Any]]]


def field_tree(model: Any, fields: tuple[str, ...]) -> FieldTree:
    """Return how a row of values of these `fields`, some of them of related models, becomes instances."""
    return _tree(model, {tuple(path.split("__")): at for at, path in enumerate(fields)})


def _tree(model: Any, indexes: dict[tuple[str, ...], int]) -> FieldTree:
    columns: list[tuple[str, int, Any]] = []
    below: dict[str, dict[tuple[str, ...], int]] = {}
    for path, at in indexes.items():
        if len(path) == 1:
            field = model._meta.get_field(path[0])
            parse = field.to_python if isinstance(field, models.DateTimeField) else None
            columns.append((field.attname, at, parse))
        else:
            below.setdefault(path[0], {})[path[1:]] = at
    related = [(name, _tree(model._meta.get_field(name).related_model, inner)) for name, inner in below.items()]
    columns.sort(key=lambda column: [field.attname for field in model._meta.concrete_fields].index(column[0]))
    return model, columns, related


def build_instance(tree: FieldTree, row: list[Any]) -> Any:
    """Return the instance in `row`, with its related instances; None if its primary key is null."""
    model, columns, related = tree
    values = {name: parse(row[at]) if parse else row[at] for name, at, parse in columns}
    if values[model._meta.pk.attname] is None:
        return None
    found = model.from_db(None, values, list(values.values()))
    for name, below in related:
        setattr(found, name, build_instance(below, row))
    return found
