"""What we use of libraries though no documentation promises it is still there, listed, and kept in one place."""

import ast
import functools
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils.functional import cached_property

from newsroom.runtime.data_directory import CHECKOUT
from tests.private_names import BORROWED, OVERRIDDEN, all_gone, gone

PACKAGES = ("fastpath", "articles", "comments", "newsroom", "outbox", "readers", "subscriptions")
COMPATIBILITY = ("fastpath/django_compat.py", "articles/wagtail_compat.py")
# Underscored, and documented.
DOCUMENTED = {"_base_manager", "_default_manager", "_meta", "_state"}
# Methods of Wagtail's that its documentation tells us to override.
MEANT_FOR_IT = {
    "clean",
    "filter",
    "full_url",
    "get_context_data",
    "get_form_kwargs",
    "get_object",
    "get_preview_context",
    "get_preview_template",
    "get_queryset",
    "get_urlpatterns",
    "is_shown",
    "media",
    "slugify",
}
POLICY = "permission_policies"  # documented as a whole
# Modules that start something when they are imported.
STARTS = (".__main__", ".run", ".web", ".with_database", ".supervised_wsgi", ".wsgi", ".settings", ".illustrations")


def test_every_name_is_still_there() -> None:
    assert not all_gone()


def test_a_name_that_is_gone_is_named_with_what_it_was_for(monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db.models import query

    monkeypatch.delattr(query, "get_related_populators")
    (sentence,) = all_gone()
    assert "django.db.models.query.get_related_populators is gone: it makes instances of what a query joins" in sentence
    assert "fastpath/django_compat.py" in sentence


@pytest.mark.parametrize(
    "name",
    [
        "django.db.models.query.QuerySet._no_such_thing",
        "django.db.models.query.no_such_thing",
        "django.no_such_module.name",
        "no_such_library.name",
    ],
)
def test_what_never_was_there_is_gone(name: str) -> None:
    assert gone(name)


def test_every_module_named_here_uses_what_is_listed_for_it() -> None:
    for place, names in BORROWED.items():
        text = (CHECKOUT / place).read_text()
        for name in names:
            last = [part for part in name.split(".") if part in text]
            assert last, f"{place} does not use {name}"


def test_underscored_names_of_libraries_are_used_in_the_compatibility_modules_alone() -> None:
    trees = {path: ast.parse(path.read_text()) for path in modules()}
    ours = {name for tree in trees.values() for name in defined(tree)}
    listed = {name.rpartition(".")[2] for names in BORROWED.values() for name in names}
    borrowed = {name for name in listed if name.startswith("_")}
    strays = [
        f"{path.relative_to(CHECKOUT)}:{node.lineno} uses {name}"
        for path, tree in trees.items()
        for node, name in private_names(tree, ours, borrowed)
        if not any(listed.endswith(name) for listed in BORROWED.get(str(path.relative_to(CHECKOUT)), ()))
    ]
    assert not strays, f"Move these to {' or '.join(COMPATIBILITY)}, and list them in tests/private_names.py"


def test_a_use_of_a_private_name_is_noticed() -> None:
    source = """
from django.db.models.query import _get_from_db

class Mine(Theirs):
    def _own(self):
        return self._own() + self._inherited + rows._result_cache + vars(rows)["_prefetched_objects_cache"]
"""
    tree = ast.parse(source)
    found = {name for _, name in private_names(tree, set(defined(tree)), {"_prefetched_objects_cache"})}
    assert found == {"_get_from_db", "_inherited", "_result_cache", "_prefetched_objects_cache"}


def test_every_method_of_a_library_that_we_override_is_listed_and_still_there() -> None:
    found = dict(overridden())
    assert not (missing := OVERRIDDEN.keys() - found.keys()), [
        f"Nothing calls {name} any more: it {OVERRIDDEN[name]}" for name in sorted(missing)
    ]
    assert not (new := found.keys() - OVERRIDDEN.keys()), (
        f"Say in tests/private_names.py what for: {[f'{name}, of {found[name]}' for name in sorted(new)]}"
    )


def modules() -> Iterator[Path]:
    """Yield our modules, but for migrations."""
    for package in PACKAGES:
        for path in sorted((CHECKOUT / package).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def defined(tree: ast.AST) -> Iterator[str]:
    """Yield the names that a module defines, and the attributes that its objects give themselves."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and is_request_or_self(node.value):
            yield node.attr


def is_request_or_self(node: ast.AST) -> bool:
    """Return whether `node` is an object on which a module may keep something of its own."""
    return isinstance(node, ast.Name) and node.id in {"self", "cls", "request"}


def private_names(tree: ast.AST, ours: set[str], borrowed: set[str]) -> Iterator[tuple[Any, str]]:
    """Yield each use of an underscored name that is not ours, or that is listed as borrowed."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            name = node.attr
            private = name.startswith("_") and not name.startswith("__") and name not in DOCUMENTED | ours
            if private or (name in borrowed and not is_request_or_self(node.value)):
                yield node, name
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in borrowed:
            yield node, node.value
        elif isinstance(node, ast.ImportFrom) and not node.level:
            theirs = not (node.module or "").startswith(PACKAGES)
            yield from ((node, alias.name) for alias in node.names if theirs and alias.name.startswith("_"))


def overridden() -> Iterator[tuple[str, str]]:
    """Yield each method of ours that stands in for an undocumented one of a library, and whose it is."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(importlib.import_module(package).__path__, f"{package}."):
            if not found.name.endswith(STARTS) and "migrations" not in found.name and "settings" not in found.name:
                importlib.import_module(found.name)
    for module in [module for name, module in sys.modules.items() if name.startswith(PACKAGES)]:
        for kind in vars(module).values():
            if inspect.isclass(kind):
                yield from _overridden_by(kind)


def _overridden_by(kind: type) -> Iterator[tuple[str, str]]:
    line = kind.__mro__
    for at, mine in enumerate(line):
        if not mine.__module__.startswith(tuple(f"{package}." for package in PACKAGES)):
            continue
        for name, value in vars(mine).items():
            owner = next((theirs for theirs in reversed(line[at + 1 :]) if name in vars(theirs)), None)
            if owner is None or not _is_method(value) or owner.__module__.startswith(PACKAGES):
                continue
            library = owner.__module__.partition(".")[0]
            private = name.startswith("_") and not name.startswith("__") and not name.endswith("_")
            undocumented = library in {"wagtail", "modelcluster"} and name not in MEANT_FOR_IT
            if (private or undocumented or name == "pool") and POLICY not in owner.__module__:
                yield f"{mine.__name__}.{name}", f"{owner.__module__}.{owner.__name__}"


def _is_method(value: Any) -> bool:
    return inspect.isfunction(value) or isinstance(
        value, (property, cached_property, functools.cached_property, classmethod, staticmethod)
    )
