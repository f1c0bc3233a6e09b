"""Who may touch which story: the desk any, a reporter only their own.

Most of Wagtail's snippet views ask only what a person may do with stories in general. So every address that
names a story is guarded here, by wrapping the address and not the view: a view that a later Wagtail adds
is guarded on the day it arrives. One that names a story in a way not known here stops the start.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from wagtail.admin.auth import permission_denied
from wagtail.permission_policies.base import ModelPermissionPolicy

from ..models import Article

ANY_STORY = "articles.publish_article"  # those who may publish may touch every story
STORY_KEYS = ("pk", "object_id", "article_id")  # arguments of an address that are a story's key
# Other arguments of a story's addresses. Their views look for what they name among what belongs to the story.
OTHER_KEYS = frozenset(
    {
        "action_name",
        "draft_id",
        "revision_id",
        "revision_id_a",
        "revision_id_b",
        "task_id",
        "task_state_id",
        "workflow_state_id",
    }
)

View = Callable[..., HttpResponse]


class StoryPermissionPolicy(ModelPermissionPolicy):
    """Wagtail's questions about rights, answered story by story."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Article) -> bool:
        """Whether `user` may do `action` with this story."""
        return self.user_has_permission(user, action) and may_touch(user, instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Article) -> bool:
        """Whether `user` may do any of `actions` with this story."""
        return self.user_has_any_permission(user, actions) and may_touch(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """The stories with which `user` may do any of `actions`."""
        if not self.user_has_any_permission(user, actions):
            return Article.objects.none()
        return Article.objects.touchable_by(user)

    def instances_user_has_permission_for(self, user: Any, action: str) -> Any:
        """The stories with which `user` may do `action`."""
        return self.instances_user_has_any_permission_for(user, [action])


def may_touch(user: Any, story: Article) -> bool:
    """Whether `user` may see and edit `story` in the admin."""
    return bool(user.has_perm(ANY_STORY) or (story.owner_id is not None and story.owner_id == user.pk))


def guarded(pattern: URLPattern) -> URLPattern:
    """Return `pattern` with a view that refuses those who may not touch the story it names.

    Raises ImproperlyConfigured if it cannot be told which story that is.
    """
    check_arguments(pattern)
    return URLPattern(pattern.pattern, only_own(pattern.callback), pattern.default_args, pattern.name)


def check_arguments(pattern: URLPattern) -> None:
    """Raise ImproperlyConfigured if an address of stories has an argument that the guard does not know.

    It could name a story that nobody would look at the right for. One without arguments names none.
    """
    expression = pattern.pattern.regex
    names = sorted(expression.groupindex)
    unknown = [name for name in names if name not in STORY_KEYS and name not in OTHER_KEYS]
    problem = None
    if expression.groups > len(names):
        problem = "has an argument without a name"
    elif unknown:
        problem = f"has arguments that the guard of stories does not know: {', '.join(unknown)}"
    elif names and not any(name in STORY_KEYS for name in names):
        problem = f"has arguments of a story ({', '.join(names)}), but does not say of which"
    if problem:
        raise ImproperlyConfigured(
            f"The admin address “{pattern.pattern}” ({pattern.name}) {problem}. Nobody’s right to the story could be "
            f"checked. See STORY_KEYS and OTHER_KEYS in {__name__}."
        )


def only_own(view: View) -> View:
    """Make `view` ask for the row right if its address names a story."""

    @wraps(view)
    def ask_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = next((kwargs[name] for name in STORY_KEYS if name in kwargs), args[0] if args else None)
        if key is not None and request.user.is_authenticated:
            story = get_object_or_404(Article.objects.only("owner"), pk=_number(key))
            if not may_touch(request.user, story):
                raise PermissionDenied
        return view(request, *args, **kwargs)

    return ask_first


def _number(key: Any) -> int:
    """Return the story's key as a number; -1, which no story has, for nonsense."""
    text = str(key)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


class DeskReportsMiddleware:
    """Keeps Wagtail's reports for the desk: they list what happened to every story, whoever asks."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass everything on; `process_view` decides once the address is known."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Refuse a report to those who may not touch every story."""
        match, user = request.resolver_match, request.user
        report = match is not None and "wagtailadmin_reports" in match.namespaces
        if report and user.is_authenticated and not user.has_perm(ANY_STORY):
            return permission_denied(request)
        return None
