"""Lines of a story, its bylines, tags, sources and notes, that come with the story in the same query, as JSON.

A story's page needs five kinds of them; asked for one after the other, they would be half of its queries.
"""

from functools import cached_property
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef
from django.db.models.functions import JSONArray

from .django_compat import prefetched, set_prefetched, unsaved_children


class Lines:
    """The rows of `model` that point to a story by `parent`, in `order`, with `fields` of theirs.

    A field may be of something they point to (`profile__name`); `more` are expressions that become attributes.
    """

    def __init__(self, model: Any, parent: str, order: tuple[str, ...], fields: tuple[str, ...], **more: Any) -> None:
        self.model, self.parent, self.order, self.fields, self.more = model, parent, order, fields, more
        self.accessor: str = model._meta.get_field(parent).remote_field.get_accessor_name()

    def bring(self, stories: Any) -> Any:
        """Return the queryset `stories` with these lines of each."""
        rows = self.model._base_manager.filter(**{self.parent: OuterRef("pk")}).order_by(*self.order)
        line = JSONArray(*map(F, self.fields), *self.more.values())
        return stories.annotate(**{f"lines_{self.accessor}": ArraySubquery(rows.values(line=line))})

    def hang(self, story: Any) -> None:
        """Let `story`, as brought, know its lines, as if they had been prefetched."""
        rows = [self._line(story, row) for row in story.__dict__.pop(f"lines_{self.accessor}")]
        set_prefetched(story, self.accessor, self.model, rows)

    def _line(self, story: Any, row: list[Any]) -> Any:
        line = instance(self._tree, row)
        setattr(line, self.parent, story)
        for name, value in zip(self.more, row[len(self.fields) :], strict=True):
            setattr(line, name, value)
        return line

    @cached_property
    def _tree(self) -> "Node":
        return tree(self.model, self.fields)


def lines_of(story: Any, accessor: str, *related: str) -> list[Any]:
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
