"""What a browser sends when somebody fills in a form of the admin."""

from typing import Any

from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.blocks import PARAGRAPH_FEATURES
from articles.models import Article

ADD = "wagtailsnippets_articles_article:add"
EDIT = "wagtailsnippets_articles_article:edit"


def paragraph(html: str) -> tuple[str, str]:
    """Return a paragraph block as its editor sends it."""
    return ("paragraph", rich_text(html, features=PARAGRAPH_FEATURES))


def story_form(story: Article | None = None, **given: Any) -> dict[str, Any]:
    """Return the story form's fields. `bylines` are profiles, `body` blocks as their editors send them.

    The bylines that `story` had are taken off. The form is that of the newest revision unless `seen` is an older one.
    """
    newest = Article.objects.get(pk=story.pk).latest_revision if story else None
    seen = given.pop("seen", newest)
    old = list(seen.as_object().bylines.all()) if seen else []
    bylines = [{"id": line.pk, "profile": line.profile_id or "", "role": line.role, "DELETE": "1"} for line in old]
    bylines += [{"profile": who.pk if who else "", "role": "words"} for who in given.pop("bylines", [])]
    body = given.pop("body", [paragraph("<p>The last clause to be agreed was about bakeries.</p>")])
    fields: dict[str, Any] = {
        "headline": "Seven countries share winter gas",
        "kind": "news",
        "comment_policy": "inherit",
        "bylines": inline_formset(bylines, initial=len(old)),
        "sources": inline_formset([]),
        "body": streamfield(body),
    }
    if seen:
        fields |= {"loaded_revision_id": seen.pk, "loaded_revision_created_at": seen.created_at.isoformat()}
    fields |= {name: "" if value is None else getattr(value, "pk", value) for name, value in given.items()}
    return nested_form_data(fields)


def post_story(
    client: Any, story: Article | None = None, *, publish: bool = False, action: str = "", **given: Any
) -> Any:
    """Send the form of a new story, or of `story`, and return the answer. `action` is the button, such as "submit"."""
    url = reverse(EDIT, args=[story.pk]) if story else reverse(ADD)
    button = "publish" if publish else action
    return client.post(url, story_form(story, **given) | ({f"action-{button}": "1"} if button else {}))


def errors(response: Any) -> dict[str, list[str]]:
    """Return what the form says is wrong, by field; formsets under their own name."""
    form = response.context["form"]
    found = {name: list(messages) for name, messages in form.errors.items()}
    for name, formset in form.formsets.items():
        if formset.non_form_errors() or any(formset.errors):
            found[name] = [*formset.non_form_errors(), *(str(e) for e in formset.errors if e)]
    return found
