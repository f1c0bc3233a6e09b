"""The editors' desk, on a story that has much of everything."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.urls import reverse
from wagtail.models import Workflow
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from articles.blocks import PARAGRAPH_FEATURES
from articles.models import Article, Byline, NewsImage, Profile, Tag, TaggedArticle
from articles.models.story.states import State
from articles.services.publishing import publish
from articles.services.revising import copy_of

from ..roles import BOARD
from .measuring import Case, Cases, browser
from .reader_pages import most_used

TITLE = "The desk"
MOST_MS, MOST_QUERIES = 500, 70


def cases() -> Cases:
    """Yield the list and its filters, everything that is done with one story, and what things are used for."""
    if Article.objects.published().count() < 2:
        return
    editor = get_user_model().objects.create_user("bench", "bench@breakwater.example")
    editor.groups.set(Group.objects.filter(name=BOARD))
    client = browser(editor)
    story, unreviewed = rich_story(editor), rich_story(editor, number=1, review=False)
    form = story_form(story)

    def get(path: str, **query: Any) -> Any:
        return client.get(path, query)

    def post(button: str = "", story: Article = story, form: dict[str, Any] = form, **headers: str) -> Any:
        pressed = {f"action-{button}": "1"} if button else {}
        return client.post(_url("edit", story.pk), form | pressed, headers=headers)

    def case(name: str, act: Any, status: int = 200) -> Case:
        return Case(name, act, MOST_MS, MOST_QUERIES, status)

    yield case("dashboard", partial(get, reverse("wagtailadmin_home")))
    yield case("list of stories", partial(get, _url("list")))
    for name, query in filters(story).items():
        yield case(f"list, {name}", partial(get, _url("list"), **query))
    yield case("new story", partial(get, _url("add")))
    yield case("story's form", partial(get, _url("edit", story.pk)))
    yield case("story saved by itself", partial(post, accept="application/json"))
    yield case("story saved", post, status=302)
    for name, what in (
        ("", unreviewed),
        (" for the first time", draft_like(unreviewed, editor)),
        (" while in review", story),
    ):
        yield case(f"story published{name}", partial(post, "publish", story=what, form=story_form(what)), status=302)
    yield case("story's history", partial(get, _url("history", story.pk)))
    yield case("story's usage", partial(get, _url("usage", story.pk)))
    yield case("planning", partial(get, reverse("newsroom_planning")))
    editor.is_superuser = True  # or the pages that ask whether to delete would not open
    editor.save()
    yield from (case(name, partial(get, path)) for name, path in _of_things())


def rich_story(user: Any, *, number: int = 0, review: bool = True) -> Article:
    """Return a live story, the newest but `number`, with much of everything; and a draft of it in `review`."""
    story = Article.objects.published().newest_first()[number]
    picture = NewsImage.objects.order_by("pk").first()
    story.lead_image = story.social_image = picture
    words = {"type": "paragraph", "value": "<p>The last clause to be agreed was about bakeries.</p>"}
    shown = {
        "type": "picture",
        "value": {"image": picture and picture.pk, "caption": "", "alt_text": "", "wide": False},
    }
    story.body = story.body.stream_block.to_python([words, shown, words, shown, words] if picture else [words] * 3)
    story.bylines = [
        Byline(profile=profile, role=Byline.Role.WORDS, sort_order=order)
        for order, profile in enumerate(Profile.objects.order_by("pk")[:3])
    ]
    story.tags.set(Tag.objects.order_by("pk")[:5])
    story.save_revision(user=user, changed=True)
    story.refresh_from_db()
    if not review:
        return publish(story.latest_revision, user=user)
    if workflow := Workflow.objects.filter(active=True).first():
        workflow.start(story, user)
    return Article.objects.get(pk=story.pk)


def draft_like(story: Article, user: Any) -> Article:
    """Return a new draft with all that `story` has."""
    draft = copy_of(story)
    draft.owner = user
    draft.full_clean()
    draft.save()
    draft.save_revision(user=user, changed=True)
    return Article.objects.get(pk=draft.pk)


def story_form(story: Article) -> dict[str, Any]:
    """Return what a browser sends when the form of `story` is saved unchanged."""
    draft = story.get_latest_revision_as_object()
    revision = story.latest_revision
    lines = [{"id": line.pk or "", "profile": line.profile_id, "role": line.role} for line in draft.bylines.all()]
    blocks = [
        ("paragraph", rich_text(block.value.source, features=PARAGRAPH_FEATURES))
        if block.block_type == "paragraph"
        else ("picture", {"image": block.value["image"].pk, "caption": "", "alt_text": ""})
        for block in draft.body
    ]
    return nested_form_data(
        {
            "loaded_revision_id": revision.pk,
            "loaded_revision_created_at": revision.created_at.isoformat(),
            "headline": draft.headline,
            "standfirst": draft.standfirst,
            "slug": draft.slug,
            "section": draft.section_id,
            "kind": draft.kind,
            "dateline": draft.dateline,
            "lead_image": draft.lead_image_id or "",
            "social_image": draft.social_image_id or "",
            "comment_policy": draft.comment_policy,
            "tags": ", ".join(f'"{tag}"' for tag in draft.tag_list),
            "bylines": inline_formset(lines, initial=len(lines)),
            "sources": inline_formset([]),
            "body": streamfield(blocks),
        }
    )


def filters(story: Article) -> dict[str, dict[str, Any]]:
    """Return what the list is asked for."""
    asked: dict[str, dict[str, Any]] = {
        "largest section": {"section": most_used(Article.objects, "section")},
        "busiest byline": {"byline": most_used(Byline.objects, "profile")},
        "most used tag": {"tag": Tag.objects.get(pk=most_used(TaggedArticle.objects, "tag")).name},
        "a section and a tag": {"section": story.section_id, "tag": story.tag_list[0].name},
        "a kind": {"kind": Article.Kind.LETTER},
        "a year": {"first_published_at_from": "2020-01-01", "first_published_at_to": "2020-12-31"},
        "a section and a byline": {"section": story.section_id, "byline": most_used(Byline.objects, "profile")},
        "by last edit": {"ordering": "-edited"},
        "a section by last edit": {"section": story.section_id, "ordering": "edited"},
        "my own": {"mine": "me"},
        "one word": {"q": story.headline.split()[0]},
        "a headline": {"q": story.headline},
        "a word in a section": {"q": story.headline.split()[-1], "section": story.section_id},
    }
    return asked | {label.lower(): {"state": state} for state, label in State.choices}


def _of_things() -> Iterator[tuple[str, str]]:
    """Yield pages that say how much something is used, where most stories use it."""
    tag = most_used(TaggedArticle.objects, "tag")
    section = most_used(Article.objects, "section")
    yield "section's form", _url("edit", section, "section")
    yield "tag's delete page", _url("delete", tag, "tag")
    if picture := most_used(Article.objects.exclude(lead_image=None), "lead_image"):
        yield "picture's form", reverse("wagtailimages:edit", args=[picture])
        yield "picture's usage", reverse("wagtailimages:image_usage", args=[picture])
        yield "picture's delete page", reverse("wagtailimages:delete", args=[picture])


def _url(view: str, key: Any = None, model: str = "article") -> str:
    """Return the address of one of Wagtail's views of `model`."""
    return reverse(f"wagtailsnippets_articles_{model}:{view}", args=[key] if key else [])
