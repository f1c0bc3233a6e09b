"""Detect in the story's form that somebody else saved meanwhile, and show both texts to decide."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from wagtail.admin import messages
from wagtail.models import Revision

from ...models import Article, ConflictCopy
from ...services import conflict_copies, derived_data
from ..rights import only_own


class ConflictMixin:
    """Prevent the story's form from overwriting a text that its user has not seen."""

    def post(self: Any, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Save under the story's row lock; save a conflict copy if somebody else saved since the form was opened."""
        with transaction.atomic():
            self._read_latest_revision(Article.objects.select_for_update().get(pk=self.object.pk))
            if self.is_out_of_date and not self.expects_json_response and self.action != "cancel-workflow":
                return self._save_conflict_copy()
            return super().post(request, *args, **kwargs)  # type: ignore[misc]

    def get_success_json(self: Any) -> dict[str, Any]:
        """Update the base revision of the form after an automatic save, so that the next one is no conflict."""
        answer: dict[str, Any] = super().get_success_json()  # type: ignore[misc]
        based_on = {
            "loaded_revision_id": self.new_revision.pk,
            "loaded_revision_created_at": self.new_revision.created_at.isoformat(),
        }
        return answer | {"field_updates": answer.get("field_updates", {}) | based_on}

    def _read_latest_revision(self: Any, row: Article) -> None:
        """Read the latest revision again: it may have changed before the row was locked."""
        row_revision = Revision.objects.filter(pk=row.latest_revision_id).first()
        self.object.latest_revision = row_revision
        for name in ("latest_revision", "latest_revision_created_at", "is_out_of_date"):
            self.__dict__.pop(name, None)
        knows = self.request.POST.get("loaded_revision_id") or self.request.POST.get("overwrite_revision_id")
        if row_revision and not knows:
            self.__dict__["is_out_of_date"] = True  # the request does not name its base revision

    def _save_conflict_copy(self: Any) -> HttpResponse:
        form = self.get_form()
        form.defer_required_fields()
        valid = form.is_valid_as_draft()
        form.restore_required_fields()
        if not valid:
            self.produced_error_message = (
                "Somebody else saved this story while you were writing. Mend the fields below and save again: "
                "nothing of yours or theirs is lost."
            )
            return self.form_invalid(form)
        draft = conflict_copies.save_conflict_copy(
            self.live_object, form.save(commit=False), user=self.request.user, wanted=self.action
        )
        messages.warning(self.request, "Somebody else saved this story while you were writing. Both texts are here.")
        return HttpResponseRedirect(conflict_url(draft))


def conflict_url(draft: ConflictCopy) -> str:
    """Return the URL of the page that shows both texts."""
    return reverse("newsroom_story_conflict", args=[draft.article_id, draft.pk])


@only_own
def conflict(request: HttpRequest, pk: int, draft_id: int) -> HttpResponse:
    """Show the saved text and the conflict copy side by side; restore or discard the copy."""
    draft = get_object_or_404(
        ConflictCopy.objects.select_related("article"), pk=draft_id, article=pk, user=request.user
    )
    edit_url = reverse(Article.snippet_viewset.get_url_name("edit"), args=[pk])
    if request.method == "POST":
        return _decide(request, draft, edit_url)
    saved = draft.article.get_latest_revision_as_object()
    mine = draft.as_article()
    texts = [
        {"whose": f"Saved by {_saver(draft.article)}", "story": saved, "body": derived_data.body_html(saved)},
        {"whose": "Yours, not saved yet", "story": mine, "body": derived_data.body_html(mine)},
    ]
    differences = _differences(request, saved, mine)
    context = {"draft": draft, "texts": texts, "differences": differences, "edit_url": edit_url}
    return render(request, "articles/desk/conflict.html", context)


def _decide(request: HttpRequest, draft: ConflictCopy, edit_url: str) -> HttpResponse:
    if draft.settled_at is not None:
        messages.warning(request, "You have decided this already.")
    elif request.POST.get("decision") == "mine":
        lock = draft.article.get_lock()
        if lock and lock.for_user(request.user):
            messages.error(request, "The story is locked now. Your text is kept; take it up once the lock is gone.")
            return redirect(conflict_url(draft))
        conflict_copies.restore_conflict_copy(draft)
        messages.success(request, "Your text is the latest draft now. The other one is in the history.")
    else:
        conflict_copies.discard_conflict_copy(draft)
        messages.success(request, "The saved text stays as it is.")
    return redirect(edit_url)


def _saver(article: Article) -> str:
    revision = article.latest_revision
    user = revision.user if revision else None
    return (user.get_full_name() or user.get_username()) if user else "somebody"


def _differences(request: HttpRequest, saved: Any, mine: Any) -> list[Any]:
    """Return Wagtail's comparison of the fields in which the two texts differ."""
    panel = Article.snippet_viewset.get_edit_handler().bind_to_model(Article)
    comparisons = panel.get_bound_panel(instance=saved, request=request, form=None).get_comparison()
    found = [comparison(saved, mine) for comparison in comparisons]
    return [comparison for comparison in found if comparison.has_changed()]


urlpatterns = [path("stories/<int:pk>/conflict/<int:draft_id>/", conflict, name="newsroom_story_conflict")]
