"""A template loader that resolves {% extends %}, {% block %} and {% include %} when a template is loaded.

Django resolves them at each rendering. In a project's own templates their text decides alone, so they are replaced by
their content, and a page becomes one list of nodes. Translations of fixed words are looked up once for each language.
Whatever depends on the context, such as an include by a variable, stays; so do templates of other apps.
"""

from collections.abc import Iterable, Sequence
from copy import copy
from typing import Any

from django.conf import settings
from django.template import Node, NodeList, Template, TemplateDoesNotExist
from django.template.base import FilterExpression, TextNode
from django.template.defaulttags import CycleNode, IfChangedNode, IfNode
from django.template.loader_tags import BlockNode, ExtendsNode, IncludeNode
from django.template.loaders import cached, filesystem
from django.templatetags.i18n import TranslateNode
from django.utils.functional import Promise
from django.utils.translation import get_language

from .switch import is_on

Blocks = dict[str, BlockNode]

COUNTING = (CycleNode, IfChangedNode)  # they start from the beginning in each include


class Loader(cached.Loader):
    """Django's cached loader, which assembles what it loads; not in DEBUG, where errors must name their template."""

    def __init__(self, engine: Any, loaders: Any) -> None:
        super().__init__(engine, loaders)
        self._assembled: dict[str, Template] = {}

    def get_template(self, template_name: str, skip: Any = None) -> Template:
        """Return the template of this name; unassembled for a template that extends its namesake, and so skips some."""
        if skip or settings.DEBUG or not is_on("templates"):
            return self.as_written(template_name, skip)
        found = self._assembled.get(template_name)
        if found is None:
            found = self._assembled[template_name] = self._assemble(self.as_written(template_name))
        return found

    def as_written(self, template_name: str, skip: Any = None) -> Template:
        """Return the template of this name, unassembled."""
        return super().get_template(template_name, skip)

    def reset(self) -> None:
        """Forget all templates."""
        super().reset()
        self._assembled.clear()

    def _assemble(self, template: Template) -> Template:
        family = self._family(template)
        if family is None:
            return template
        root, filled = family
        assembled = copy(template)
        assembled.nodelist = NodeList(_Assembler(self, filled).nodes(root.nodelist, (template.name,)))
        return assembled

    def _family(self, template: Template) -> tuple[Template, list[Blocks]] | None:
        """Return the root template of this one, and the blocks filled on the way to it, the nearest first.

        None if that depends on the context, or one of them is of another app. A template that extends its namesake
        means that of another folder.
        """
        filled: list[Blocks] = []
        names: set[str | None] = set()
        while is_plain(template) and template.name not in names:
            names.add(template.name)
            extends = _extends(template)
            if extends is None:
                return template, filled
            filled.append(extends.blocks)
            name = _constant(extends.parent_name)
            if name is None:
                return None
            template = self.as_written(name)
        return None


class _Assembler:
    """Replaces blocks, by those in `filled`, and includes."""

    def __init__(self, loader: Loader, filled: list[Blocks]) -> None:
        self.loader, self.filled = loader, filled

    def nodes(self, found: Iterable[Node], within: Sequence[str]) -> list[Node]:
        """Return the nodes `found` assembled; `within` are the names of the templates around them."""
        return _joined([node for one in found for node in self._node(one, within)])

    def _node(self, node: Node, within: Sequence[str]) -> list[Node]:
        if isinstance(node, BlockNode):
            block = next((blocks[node.name] for blocks in self.filled if node.name in blocks), node)
            return _scoped(self.nodes(block.nodelist, within), {}, node)
        if isinstance(node, IncludeNode):
            included = self._included(node, within)
            if included is None:
                return [node]
            given = _with_cached_words(node.extra_context)
            return _scoped(self.nodes(included.nodelist, (*within, included.name)), given, node)
        return [Translation(node)] if _is_fixed(node) else [_with_fixed_words(self._with_children(node, within))]

    def _included(self, node: IncludeNode, within: Sequence[str]) -> Template | None:
        """Return the template that `node` includes; None if the include stays."""
        name = _constant(node.template)
        if name is None or node.isolated_context or name in within:
            return None
        try:
            template = self.loader.as_written(name)
        except TemplateDoesNotExist:
            return None
        if not is_plain(template) or _extends(template) or template.nodelist.get_nodes_by_type(COUNTING):
            return None
        return template

    def _with_children(self, node: Node, within: Sequence[str]) -> Node:
        """Return `node` with its children assembled; the same object if that changes nothing."""
        if isinstance(node, IfNode):
            made = copy(node)
            made.conditions_nodelists = [
                (condition, NodeList(self.nodes(below, within))) for condition, below in node.conditions_nodelists
            ]
            return made
        changed: dict[str, NodeList] = {}
        for name in node.child_nodelists:
            below = getattr(node, name, None)
            if below:
                new = self.nodes(below, within)
                if new != list(below):
                    changed[name] = NodeList(new)
        if not changed:
            return node
        made = copy(node)
        for name, below in changed.items():
            setattr(made, name, below)
        return made


class Scope(Node):
    """Nodes with a context of their own: names set in them are unknown after them."""

    def __init__(self, nodelist: NodeList, values: dict[str, Any]) -> None:
        self.nodelist, self.values = nodelist, values

    def render(self, context: Any) -> Any:
        """Render them."""
        with context.push(**{name: value.resolve(context) for name, value in self.values.items()}):
            return self.nodelist.render(context)


class Translation(Node):
    """A {% translate %} of fixed words, looked up once for each language."""

    def __init__(self, node: TranslateNode) -> None:
        self._node = node
        self._translations: dict[str | None, Any] = {}
        self.token, self.origin = node.token, node.origin

    def render(self, context: Any) -> Any:
        """Return the translation into the active language."""
        language = get_language()
        if language not in self._translations:
            self._translations[language] = self._node.render(context)
        return self._translations[language]


class FixedWords:
    """Fixed words as an argument of a tag, `_("…")`, likewise."""

    def __init__(self, words: Promise) -> None:
        self._words = words
        self._translations: dict[str | None, str] = {}

    def resolve(self, _context: Any) -> str:
        """Return the translation into the active language."""
        language = get_language()
        if language not in self._translations:
            self._translations[language] = str(self._words)
        return self._translations[language]


def is_plain(template: Template) -> bool:
    """Return whether `template` is one of the project's own, without {{ block.super }}."""
    return type(template.origin.loader) is filesystem.Loader and "block.super" not in template.source


def _extends(template: Template) -> ExtendsNode | None:
    first = next((node for node in template.nodelist if not isinstance(node, TextNode)), None)
    return first if isinstance(first, ExtendsNode) else None


def _constant(expression: Any) -> str | None:
    """Return a name that is written out; None if it depends on the context."""
    return expression.var if isinstance(expression.var, str) and not expression.filters else None


def _is_fixed(node: Node) -> bool:
    """Return whether `node` prints the same on every page in a language."""
    if not isinstance(node, TranslateNode) or node.asvar:
        return False
    asked = [node.filter_expression, *([node.message_context] if node.message_context else [])]
    return all(isinstance(getattr(one.var, "literal", one.var), str) and not one.filters for one in asked)


def _with_fixed_words(node: Node) -> Node:
    """Return `node` with its fixed words as FixedWords; the same object if it has none."""
    changed = {name: new for name, value in vars(node).items() if (new := _with_cached_words(value)) is not value}
    if not changed:
        return node
    made = copy(node)
    vars(made).update(changed)
    return made


def _with_cached_words(given: Any) -> Any:
    if isinstance(given, FilterExpression) and isinstance(given.var, Promise):
        made = copy(given)
        made.var, made.is_var = FixedWords(given.var), True
        return made
    if type(given) is list and any(isinstance(one, FilterExpression) for one in given):
        return [_with_cached_words(one) for one in given]
    if type(given) is dict and any(isinstance(one, FilterExpression) for one in given.values()):
        return {name: _with_cached_words(one) for name, one in given.items()}
    return given


def _scoped(nodes: list[Node], values: dict[str, Any], instead_of: Node) -> list[Node]:
    """Return `nodes` in a Scope if they set names or are given some."""
    if not values and not any(_sets_names(node) for node in nodes):
        return nodes
    scope = Scope(NodeList(nodes), values)
    scope.token, scope.origin = instead_of.token, instead_of.origin
    return [scope]


def _sets_names(node: Node) -> bool:
    """Return whether a name that `node` sets is known after it, which a Scope prevents."""
    if isinstance(node, Scope):
        return False
    token = getattr(node, "token", None)
    if token is not None and " as " in token.contents:
        return True
    below = (
        node.nodelist
        if isinstance(node, IfNode)
        else [child for name in node.child_nodelists for child in getattr(node, name, None) or ()]
    )
    return any(_sets_names(child) for child in below)


def _joined(nodes: list[Node]) -> list[Node]:
    """Return `nodes` with adjacent texts joined."""
    made: list[Node] = []
    for node in nodes:
        before = made[-1] if made else None
        if isinstance(node, TextNode) and isinstance(before, TextNode):
            text = TextNode(before.s + node.s)
            text.token, text.origin = before.token, before.origin
            made[-1] = text
        else:
            made.append(node)
    return made
