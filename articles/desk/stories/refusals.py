"""Show the reasons in the admin when publication is refused, and keep the text as a draft."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, reverse
from wagtail.admin import messages

from ...models import Article
from ...services.publishing import PublishingRefusedError


class RefusalMixin:
    """Keep the text as a draft when its publication is refused; for the story's forms."""

    def publish_action(self: Any) -> HttpResponse | None:
        """Publish the saved text."""
        return self._unless_refused(super().publish_action)  # type: ignore[misc]

    def workflow_action_action(self: Any) -> HttpResponse | None:
        """Approve or reject the saved text."""
        return self._unless_refused(super().workflow_action_action)  # type: ignore[misc]

    def _unless_refused(self: Any, action: Callable[[], HttpResponse | None]) -> HttpResponse | None:
        try:
            return action()
        except PublishingRefusedError as refusal:
            messages.error(self.request, f"Saved as a draft, not published. {refusal}")
            return redirect(self.get_edit_url())


def explained(pattern: URLPattern) -> URLPattern:
    """Return `pattern` with a view that shows the reasons of a refused publication on the story's form."""
    return URLPattern(pattern.pattern, _explain(pattern.callback), pattern.default_args, pattern.name)


def _explain(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def explaining(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except PublishingRefusedError as refusal:
            messages.error(request, f"Not published. {refusal}")
            return redirect(reverse(Article.snippet_viewset.get_url_name("edit"), args=[kwargs["pk"]]))

    return explaining
