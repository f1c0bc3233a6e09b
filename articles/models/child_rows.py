"""Writing the lines of a story, its bylines, tags and sources, with few queries.

modelcluster saves every line by itself, and deletes and inserts those that a revision keeps without a key.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from fastpath.django_compat import child_relations, set_unsaved_children, unsaved_children

if TYPE_CHECKING:
    from . import Article


@contextmanager
def settled(story: "Article") -> Iterator[None]:
    """Write the lines that `story` holds, and let modelcluster find none to save within the block."""
    held = unsaved_children(story)
    for relation in child_relations(type(story)):
        lines = held.get(relation.get_accessor_name())
        if lines is not None:
            _write(relation.related_model, relation.field, story, lines)
    set_unsaved_children(story, {})
    try:
        yield
    finally:
        if held:
            set_unsaved_children(story, held)  # what they point to need not be read again


def _write(model: Any, parent: Any, story: "Article", lines: list[Any]) -> None:
    """Make `lines` the rows of `model` that belong to `story`; what stands there already is left alone."""
    names = [field.attname for field in model._meta.concrete_fields if not field.primary_key and field != parent]

    def content(line: Any) -> tuple[Any, ...]:
        return tuple(getattr(line, name) for name in names)

    there = {row.pk: row for row in model._default_manager.filter(**{parent.name: story})}
    by_content = {content(row): row.pk for row in there.values()}
    kept, different, new = set(), [], []
    for line in lines:
        setattr(line, parent.name, story)
        key = by_content.get(content(line), line.pk)
        if key not in there or key in kept:
            line.pk = None
            new.append(line)
            continue
        line.pk = key
        kept.add(key)
        if content(line) != content(there[key]):
            different.append(line)
    if gone := there.keys() - kept:
        model._default_manager.filter(pk__in=gone).delete()
    if different:
        model._default_manager.bulk_update(different, names)
    model._default_manager.bulk_create(new)
