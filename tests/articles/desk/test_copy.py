"""Copying a story."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from articles.models import Article

PREFIX = "wagtailsnippets_articles_article"


def fill_in(page: bytes) -> tuple[str, dict[str, str]]:
    """Return where the story's form sends itself, and what it sends if nothing is changed in it."""
    form = BeautifulSoup(page, "html5lib").select_one("form[data-edit-form]")
    assert form is not None
    data = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        if field.get("type") in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = chosen["value"] if chosen else ""
        else:
            value = field.get_text() if field.name == "textarea" else field.get("value", "")
        data[str(field["name"])] = str(value)
    return str(form["action"]), data


@pytest.fixture
def original(make_story: Any, reporter: Any, image: Any, desk: Any, mara: Any) -> Article:
    """A live story with a later draft, times, children, tags."""
    story = make_story(
        "The original",
        owner=reporter,
        at=timezone.now() - timedelta(days=40),
        lead_image=image,
        bylines=[desk, mara],
        tags=["NATO", "Gas"],
        sources=[{"name": "Energy Office"}],
        expire_at=timezone.now() + timedelta(days=9),
    )
    story.embargo_until = timezone.now() + timedelta(days=1)
    story.headline = "The original, improved"
    story.save_revision(changed=True)
    return Article.objects.get(pk=story.pk)


def copy(client: Any, story: Article, **changes: str) -> Article:
    known = set(Article.objects.values_list("pk", flat=True))
    action, data = fill_in(client.get(reverse(f"{PREFIX}:copy", args=[story.pk])).content)
    data["body-count"] = "0"  # the body is drawn by a script
    answer = client.post(action, data | changes)
    assert answer.status_code == 302, answer.context["form"].errors
    return Article.objects.exclude(pk__in=known).get()


def test_a_copy_has_the_latest_text_and_is_the_copiers(editor_client: Any, editor: Any, original: Article) -> None:
    made = copy(editor_client, original)
    assert made.headline == "The original, improved"
    assert [line.profile.name for line in made.bylines.all()] == ["Editorial Board", "Mara Lindqvist"]
    assert {tag.name for tag in made.tags.all()} == {"NATO", "Gas"}
    assert [source.name for source in made.sources.all()] == ["Energy Office"]
    assert made.lead_image == original.lead_image
    assert made.owner == editor


def test_a_copy_has_neither_slug_nor_address_nor_times_of_the_original(editor_client: Any, original: Article) -> None:
    made = copy(editor_client, original)
    assert made.slug != original.slug
    assert made.address is None
    assert not made.live
    for name in ("first_published_at", "last_published_at", "go_live_at", "expire_at", "embargo_until"):
        assert getattr(made, name) is None, name
    assert made.live_revision is None
    assert made.created_at > original.created_at


def test_copying_leaves_the_original_as_it_was(editor_client: Any, original: Article) -> None:
    children = (
        set(original.bylines.values_list("pk", flat=True)),
        set(original.tagged_items.values_list("pk", flat=True)),
    )
    copy(editor_client, original, headline="Something else")
    fresh = Article.objects.get(pk=original.pk)
    assert (fresh.headline, fresh.owner, fresh.latest_revision_id) == (
        original.headline,
        original.owner,
        original.latest_revision_id,
    )
    assert (
        set(fresh.bylines.values_list("pk", flat=True)),
        set(fresh.tagged_items.values_list("pk", flat=True)),
    ) == children


def test_what_is_sent_to_the_copys_own_address_never_writes_over_the_original(
    editor_client: Any, original: Article
) -> None:
    url = reverse(f"{PREFIX}:copy", args=[original.pk])
    _, data = fill_in(editor_client.get(url).content)
    editor_client.post(url, data | {"headline": "Written over", "body-count": "0"})
    assert Article.objects.get(pk=original.pk).headline == "The original"


def test_a_reporter_copies_their_own_stories_only(
    client: Any, reporter: Any, make_user: Any, original: Article
) -> None:
    client.force_login(make_user("hanne", "Reporter"))
    assert client.get(reverse(f"{PREFIX}:copy", args=[original.pk])).status_code == 302
    client.force_login(reporter)
    assert copy(client, original).owner == reporter
