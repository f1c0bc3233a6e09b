"""The template tags `{% cached %}` and `{% compiled %}`, for a project to register in a library of its own."""

from collections.abc import Callable
from typing import Any

from django.template import Node
from django.template.base import token_kwargs
from django.utils.safestring import SafeString

from .compiled_templates import CompiledTemplate


class CachedNode(Node):
    """See `cached_tag`."""

    child_nodelists = ()  # has no {% block %}, for which Django would search at every rendering

    def __init__(self, name: str, values: dict[str, Any], shared: tuple[str, ...], nodelist: Any) -> None:
        self.name, self.values, self.shared, self.nodelist = name, values, shared, nodelist

    def render(self, context: Any) -> SafeString:
        """Return the fragment of the FragmentCache that the context names `fragments`; without one, render it."""
        values = tuple([value.resolve(context) for value in self.values.values()])
        fragments = context.get("fragments")

        def render() -> str:
            names = {name: context[name] for name in self.shared}
            names |= zip(self.values, values, strict=True)
            return self.nodelist.render(context.new(names)).strip()

        html = render() if fragments is None else fragments.get_or_render(self.name, values, render)
        return SafeString(html)  # a template of our own


def cached_tag(*shared: str) -> Callable[[Any, Any], CachedNode]:
    """Return the tag `{% cached "name" value=value %}…{% endcached %}`: the block is rendered once, and then kept.

    Inside there are the values given here and `shared`, names of the page for which a FragmentCache is made anyway. The
    rest of the page cannot be seen, so that nothing of one page can appear on another.
    """

    def cached(parser: Any, token: Any) -> CachedNode:
        _tag, name, *values = token.split_contents()
        nodelist = parser.parse(("endcached",))
        parser.delete_first_token()
        return CachedNode(name, token_kwargs(values, parser), shared, nodelist)

    return cached


class CompiledTemplateNode(Node):
    """See `compiled_tag`."""

    def __init__(self, name: str, flags: dict[str, Any], values: dict[str, Any]) -> None:
        self.template, self.flags, self.values = CompiledTemplate(name, *values), flags, values

    def render(self, context: Any) -> SafeString:
        """Fill it in."""
        return self.template.fill(
            {name: bool(value.resolve(context)) for name, value in self.flags.items()},
            {name: value.resolve(context) for name, value in self.values.items()},
        )


def compiled_tag(parser: Any, token: Any) -> CompiledTemplateNode:
    """Include a template that decides by flags alone and prints values as they are, as compiled_templates.py says.

    `{% compiled "when.html" is_updated=updated with updated=updated %}`: names before `with` are true or false, names
    after it are printed. The template sees nothing else of the page.
    """
    _tag, name, *bits = token.split_contents()
    at = bits.index("with") if "with" in bits else len(bits)
    flags = token_kwargs(bits[:at], parser)
    return CompiledTemplateNode(name.strip("\"'"), flags, token_kwargs(bits[at + 1 :], parser))
