"""Whatever happens to the stories of a paper, feeds, sitemaps, searches, twins and indexes show the live ones alone."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles.models import Article
from articles.services import publishing, tag_counts
from tests import builders

pytestmark = pytest.mark.django_db

# What may have happened to a story, in order; each is done through the same doors as at the desk.
FATES = st.sampled_from(
    ["draft", "embargoed", "scheduled", "live", "live with draft", "unpublished", "expired", "withdrawn", "reinstated"]
)
PLACES = ("/search/?q=ferry", "/tags/", "/archive/", "/sitemap.xml", "/sitemap-pages.xml", "/news-sitemap.xml")
FEEDS = [f"/feeds/{of}{name}" for of in ("", "sections/world/", "tags/nato/", "by/mara-lindqvist/")
         for name in ("rss.xml", "atom.xml", "feed.json")]  # fmt: skip


def make(number, fate, section, mara):
    """Make a story whose words tell it from every other; “unseen” words stand in what readers must not see."""
    ahead = timezone.now() + timedelta(days=1)
    fields = {"embargo_until": ahead} if fate == "embargoed" else {"go_live_at": ahead} if fate == "scheduled" else {}
    story = builders.draft(
        f"Ferry story{number}x", section=section, bylines=[mara], tags=["NATO", f"Tag{number}x"], **fields
    )
    if fate == "scheduled":
        publishing.publish(story.latest_revision)
    if fate in {"draft", "embargoed", "scheduled"}:
        return False
    publishing.publish(story.latest_revision)
    story.refresh_from_db()
    if fate == "live with draft":
        story.headline = f"Ferry unseen{number}x"
        story.save_revision()
    elif fate in {"unpublished", "expired"}:
        publishing.unpublish(story, expired=fate == "expired")
    elif fate in {"withdrawn", "reinstated"}:
        publishing.withdraw(story, reason="A court ordered it.")
        if fate == "reinstated":
            publishing.reinstate(story)
    return fate.startswith("live")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(fates=st.lists(FATES, min_size=1, max_size=7))
def test_only_live_stories_are_told_of(paper, world, mara, fates):
    Article.objects.all().delete()
    shown = {number for number, fate in enumerate(fates) if make(number, fate, world, mara)}
    tag_counts.count()
    client, seen = Client(), {}
    month = f"/sitemap-{timezone.localdate(timezone=paper.tzinfo()):%Y-%m}.xml"
    for path in (*PLACES, *FEEDS, month):
        response = client.get(path, follow=True)
        text = response.content.decode()
        assert "unseen" not in text, path
        seen[path] = {int(number) for number in re.findall(r"(?:story|[Tt]ag)(\d+)x", text)}
    expected = dict.fromkeys(seen, shown) | {"/sitemap.xml": set()}
    assert seen == expected
    for story in Article.objects.all():
        path = f"/{story.address or story.coming_address()}"
        live = story.is_published()
        assert {client.get(f"{path}.md").status_code, client.get(f"{path}/").status_code} <= (
            {200} if live else {404, 410}
        )
