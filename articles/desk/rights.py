"""Row permissions of stories: editors may edit any story, a reporter only their own.

Most of Wagtail's snippet views check only what a user may do with stories in general. So every URL pattern that names
a story is guarded here. The pattern is wrapped and not the view, so that views added by a later Wagtail are guarded
too. A pattern whose arguments are not known here raises ImproperlyConfigured at start-up.
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

ANY_STORY = "articles.publish_article"  # users who may publish may edit every story
STORY_KEYS = ("pk", "object_id", "article_id")  # arguments of an address that are a story's key
# Other arguments of a story's addresses. Their views look these objects up among those of the story.
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
    """Wagtail's permission policy, with permissions per story."""

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Article) -> bool:
        """Return whether `user` may do `action` with this story."""
        return self.user_has_permission(user, action) and may_touch(user, instance)

    def user_has_any_permission_for_instance(self, user: Any, actions: Any, instance: Article) -> bool:
        """Return whether `user` may do any of `actions` with this story."""
        return self.user_has_any_permission(user, actions) and may_touch(user, instance)

    def instances_user_has_any_permission_for(self, user: Any, actions: Any) -> Any:
        """Return the stories with which `user` may do any of `actions`."""
        if not self.user_has_any_permission(user, actions):
            return Article.objects.none()
        return Article.objects.touchable_by(user)

    def instances_user_has_permission_for(self, user: Any, action: str) -> Any:
        """Return the stories with which `user` may do `action`."""
        return self.instances_user_has_any_permission_for(user, [action])


def may_touch(user: Any, story: Article) -> bool:
    """Return whether `user` may see and edit `story` in the admin."""
    return bool(user.has_perm(ANY_STORY) or (story.owner_id is not None and story.owner_id == user.pk))


def guarded(pattern: URLPattern) -> URLPattern:
    """Return `pattern` with a view that answers 403 to users who may not edit the story it names.

    Raises ImproperlyConfigured if the arguments do not tell which story that is.
    """
    check_arguments(pattern)
    return URLPattern(pattern.pattern, only_own(pattern.callback), pattern.default_args, pattern.name)


def check_arguments(pattern: URLPattern) -> None:
    """Raise ImproperlyConfigured if an address of stories has an argument that the guard does not know.

    Such an address could name a story whose permission is not checked. One without arguments names none.
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
    """Make `view` check the permission of the story that its address names, if any."""

    @wraps(view)
    def check_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = next((kwargs[name] for name in STORY_KEYS if name in kwargs), args[0] if args else None)
        if key is not None and request.user.is_authenticated:
            story = get_object_or_404(Article.objects.only("owner"), pk=_number(key))
            if not may_touch(request.user, story):
                raise PermissionDenied
        return view(request, *args, **kwargs)

    return check_first


def _number(key: Any) -> int:
    """Return the story's key as a number; -1, which no story has, if it is invalid."""
    text = str(key)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1


class DeskReportsMiddleware:
    """Restrict Wagtail's reports, which list changes of every story, to users who may edit every story."""

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Call the view; `process_view` checks the permission once the URL is resolved."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Refuse a report to users who may not edit every story."""
        match, user = request.resolver_match, request.user
        report = match is not None and "wagtailadmin_reports" in match.namespaces
        if report and user.is_authenticated and not user.has_perm(ANY_STORY):
            return permission_denied(request)
        return None
