"""Whatever is changed, and by which door: no reader gets an old page, and pages it does not touch stay as they are.

After each random change every page of the paper is asked for and compared with the same page rendered by Django.
"""

import os
from random import Random
from typing import Any

import pytest
from django.urls import reverse

from articles.feeds import sitemap_parts
from articles.models import Article, Profile, Section, SimplePage, Tag
from comments.models import Comment
from tests import whole_paper
from tests.fastpath.page_cache import changes
from tests.fastpath.page_cache.site import Got, Site

NUMBER = int(os.environ.get("TORTURE_CHANGES", str(len(changes.ALL))))
SEED = int(os.environ.get("TORTURE_SEED", "7"))


def addresses(paths: dict[str, str]) -> list[str]:
    """Return pages of every type that the paper has now, feeds and sitemaps too."""
    things = [*Section.objects.all(), *Tag.objects.order_by("pk")[:3], *Profile.objects.order_by("pk")[:2]]
    about = [page.get_absolute_url() for page in SimplePage.objects.filter(published=True)]
    stories = list(Article.objects.published().order_by("pk"))
    some = stories[:: max(1, len(stories) // 6)]
    feeds = [reverse("articles:feed", args=["rss.xml"])]
    feeds += [reverse("articles:section_feed", args=[one.slug, "rss.xml"]) for one in Section.objects.all()[:1]]
    feeds += [reverse("articles:tag_feed", args=[one.slug, "atom.xml"]) for one in Tag.objects.order_by("pk")[:1]]
    feeds += [reverse("articles:byline_feed", args=[one.slug, "feed.json"]) for one in Profile.objects.all()[:1]]
    maps = ["/sitemap.xml", "/sitemap-pages.xml", "/news-sitemap.xml", "/manifest.webmanifest"]
    for month in {f"{story.first_published_at:%Y-%m}" for story in (*some[:1], *stories[-1:])}:
        maps += [f"/sitemap-{month}{part}.xml" for part in ("", "-2", "-3", "-4")]
    last = stories[-1:]
    talk = [reverse(f"comments:{name}", args=[story.address]) for story in last for name in ("thread", "story_feed")]
    talk += [one.path for one in Comment.objects.visible()[:1]] + ["/comments/feed/"]
    lists = [paths[name] for name in ("archive", "archive month", "tags", "popular", "corrections")]
    own = [story.get_absolute_url() for story in some] + [story.markdown_path for story in some[:1]]
    return ["/", *[thing.get_absolute_url() for thing in things], *about, *own, *feeds, *maps, *talk, *lists]


def ask(site: Site, path: str, true: Got) -> Got:
    """Return what the second to ask gets, if the first gets what is `true` no longer."""
    got = site.get(path)
    if got.body != true.body:  # out of date, and being rendered again
        site.settle()
        got = site.get(path)
    return got


def test_after_every_change_readers_get_what_is_true_now(open_site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap_parts, "MOST", 4)  # so that a month has several sitemaps
    here, there = open_site(), open_site()  # two processes
    paths = whole_paper.build()
    random = Random(SEED)  # noqa: S311 - a test
    compared = needlessly = kept = 0
    rounds = [random.sample(changes.ALL, len(changes.ALL)) for _ in range(-(-NUMBER // len(changes.ALL)))]
    for number, change in enumerate([one for order in rounds for one in order][:NUMBER]):
        before = {path: here.get(path).body for path in addresses(paths)}
        elsewhere = random.sample(sorted(before), 6)
        for path in elsewhere:
            there.get(path)
        change(random)
        here.settle()
        there.settle()
        stayed = {path for path in before if here.is_kept(path)}
        for path in {*before, *addresses(paths)}:
            true = here.fresh(path)
            assert true.status < 500, f"{number}: {change.__name__}: {path}"
            for site in (here, there) if path in elsewhere else (here,):
                got = ask(site, path, true)
                assert (got.status, got.body) == (true.status, true.body), f"{number}: {change.__name__}: {path}"
                compared += 1
            kept += path in stayed
            needlessly += path in before and path not in stayed and before[path] == true.body
    print(f"{NUMBER} changes, seed {SEED}: {compared} pages compared")  # noqa: T201
    print(f"{kept} pages stayed, {needlessly} were dropped and came out the same")  # noqa: T201
    assert needlessly < kept / 10
