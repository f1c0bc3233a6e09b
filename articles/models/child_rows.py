"""Save the child rows of a story, its bylines, tags and sources, with few queries.

modelcluster saves each row by itself, and deletes and inserts again those that a revision stores without a key.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fastpath.django_compat import child_relations, set_unsaved_children, unsaved_children

if TYPE_CHECKING:
    from . import Article


@contextmanager
def save_child_rows(story: "Article") -> Iterator[None]:
    """Save the unsaved child rows of `story`, so that modelcluster has none to save within the block."""
    unsaved = unsaved_children(story)
    for relation in child_relations(type(story)):
        rows = unsaved.get(relation.get_accessor_name())
        if rows is not None:
            _save(relation.related_model, relation.field, story, rows)
    set_unsaved_children(story, {})
    try:
        yield
    finally:
        if unsaved:
            set_unsaved_children(story, unsaved)  # with the related objects that they have loaded


def _save(model: Any, parent: Any, story: "Article", rows: list[Any]) -> None:
    """Make `rows` the rows of `model` that belong to `story`; rows that are stored already stay untouched."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key and field != parent]

    def content(row: Any) -> tuple[Any, ...]:
        return tuple(getattr(row, name) for name in names)

    stored = {row.pk: row for row in model._default_manager.filter(**{parent.name: story})}
    by_content = {content(row): row.pk for row in stored.values()}
    kept, changed, new = set(), [], []
    for row in rows:
        setattr(row, parent.name, story)
        key = by_content.get(content(row), row.pk)
        if key not in stored or key in kept:
            row.pk = None
            new.append(row)
            continue
        row.pk = key
        kept.add(key)
        if content(row) != content(stored[key]):
            changed.append(row)
    if removed := stored.keys() - kept:
        model._default_manager.filter(pk__in=removed).delete()
    if changed:
        model._default_manager.bulk_update(changed, names)
    model._default_manager.bulk_create(new)
