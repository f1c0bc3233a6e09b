"""A paper with everything that a page can have on it."""

import json
from datetime import timedelta
from typing import Any

from django.utils import timezone

from articles.images import renditions
from articles.models import Article, ArticleReads, Paper, Profile, SimplePage
from articles.selection import charts, recommended
from articles.services import publishing, tag_counts
from tests import builders, whole_talk

LONG = " ".join(["The night train stops at every quay."] * 140)


def build() -> dict[str, str]:
    """Publish a paper and return the path of one page of each type."""
    now = timezone.now()
    paper = Paper.load()
    link = [{"type": "link", "value": {"label": "Elsewhere", "address": "https://social.example/@paper"}}]
    paper.social_links = paper.footer_links = json.dumps(link)
    paper.save()
    world, opinion = builders.section("World", description="Far away."), builders.section("Opinion", apart=True)
    image = builders.image()
    renditions.make_renditions(image)
    desk = builders.profile("Editorial Board", kind=Profile.Kind.DESK, bio="Meets at nine.")
    ada = builders.profile("Ada Brekke", portrait=image, role="Columnist", bio="Argues.")
    for number in range(22):
        _publish(
            f"Story number {number}",
            at=now - timedelta(hours=number),
            standfirst="What it says." if number % 3 else "",
            section=world if number % 4 else opinion,
            kind="news" if number % 4 else "opinion",
            lead_image=image if number % 5 == 0 else None,
            bylines=[ada],
            tags=["NATO"],
        )
    full = _publish(
        "The winter of shared gas",
        at=now,
        standfirst="Seven countries, one valve.",
        section=world,
        kind="feature",
        dateline="Corran",
        lead_image=image,
        body=furniture(image, Article.objects.published().newest_first()[0]),
        bylines=[desk, ada, (builders.profile("Rafael Itoh", portrait=image, bio="Sees."), "photographs")],
        tags=["NATO", "Gas"],
        sources=[{"name": "Energy Office", "title": "Order 7", "url": "https://energy.example/7"}, {"name": "Talks"}],
    )
    publishing.correct(full, kind="correction", text="There are seven countries, not eight.")
    publishing.note_update(full, text="Adds the reply of the baker.")
    for number, story in enumerate(Article.objects.published()):
        ArticleReads.objects.create(article=story, hour=now - timedelta(hours=number % 24), reads=100 - number)
    charts.make(now)
    recommended.choose(full.pk)
    withdrawn = _publish("Gone for good", at=now, section=world, bylines=[ada])
    publishing.withdraw(withdrawn, reason="A court ordered it.")
    body = [{"type": "heading", "value": "Who we are"}, {"type": "paragraph", "value": "<p>A paper.</p>"}]
    for name, slug in (("About us", "about"), ("Ethics", "ethics")):
        SimplePage.objects.create(name=name, slug=slug, body=json.dumps(body), published=True)
    tag_counts.count()
    return {
        "front": "/",
        "story": full.get_absolute_url(),
        "section": world.get_absolute_url(),
        "tag": "/tags/nato/",
        "byline": ada.get_absolute_url(),
        "archive": f"/archive/{timezone.localdate(now, paper.tzinfo()):%Y/%m/%d}/",
        "archive month": f"/archive/{timezone.localdate(now, paper.tzinfo()):%Y/%m}/",
        "search": "/search/?q=story",
        "search in vain": "/search/?q=nowhere&section=world&since=tomorrow",
        "tags": "/tags/",
        "empty archive": "/archive/1999/01/01/",
        "popular": "/popular/",
        "corrections": "/corrections/",
        "about": "/about/",
        "simple page": "/about/ethics/",
        "not found": "/nothing-here/",
        "withdrawn": withdrawn.get_absolute_url(),
        **whole_talk.build(full),
    }


def _publish(headline: str, *, at: Any, **fields: Any) -> Article:
    return publishing.publish(builders.draft(headline, **fields).latest_revision, at=at)


def furniture(image: Any, related: Article) -> str:
    """Return a body with a block of each kind."""
    columns = [{"type": "text", "heading": "Country"}, {"type": "number", "heading": "Days"}]
    blocks = {
        "paragraph": f"<p>{LONG}</p><ul><li>One</li></ul>",
        "heading": "What happens next",
        "picture": {"image": image.pk, "alt_text": "", "caption": "", "wide": True},
        "pull_quote": {"text": "Bakeries first.", "attribution": "A baker"},
        "block_quote": {"text": "<p>Every vessel pays.</p>", "source": "The bill", "url": "https://law.example/1"},
        "fact_box": {"title": "In figures", "text": "<p>Seven countries.</p>"},
        "table": {"columns": columns, "rows": [{"values": ["Corran", "11"]}], "caption": "Days of gas"},
        "embed": {"url": "https://video.example/7", "title": "The session"},
        "related_story": related.pk,
    }
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks.items()])
