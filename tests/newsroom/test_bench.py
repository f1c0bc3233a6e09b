"""`manage.py bench` measures each type of public page."""

import json
import os
from urllib.parse import urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import URLResolver, get_resolver, resolve
from wagtail.models import Revision

from articles.models import Article
from comments.models import Comment
from newsroom import bench
from newsroom.bench import flat, measuring, posting, public
from newsroom.bench.cost import Meter
from newsroom.bench.seed import stories
from readers.models import Reader


def test_each_type_of_page_is_measured_and_written_down_and_what_that_writes_is_taken_back(
    paper, image, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(measuring, "WARM_UP", 1)
    stories.fill(60)
    before = [(story.pk, story.body, story.latest_revision_id) for story in Article.objects.order_by("pk")]
    call_command("bench", "--runs", "2", "--posting", "0", "--serving", "0", "--json", str(tmp_path / "figures.json"))
    printed = capsys.readouterr().out
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["machine"]["stories"] == 60
    assert figures["machine"]["cores"] >= 1
    pages = {page["name"]: page for page in figures["figures"]}
    assert {"front", "story", "section", "tag", "byline", "archive day", "corrections"} <= set(pages)
    assert {
        "list of stories",
        "list, most used tag",
        "story's form",
        "story published",
        "story published while in review",
        "tag's delete page",
    } <= set(pages)
    for name, page in pages.items():
        assert name in printed
        assert page["queries"] > 0
        assert page["most_queries"] is None or page["queries"] <= page["most_queries"], name
        assert page["median_ms"] <= page["p95_ms"]
    assert [(story.pk, story.body, story.latest_revision_id) for story in Article.objects.order_by("pk")] == before
    assert not Revision.objects.exists()
    assert not get_user_model().objects.exists()


def test_a_page_that_answers_with_an_error_is_not_measured(client, db):
    broken = bench.Case("broken", lambda: client.get("/nothing-lives-here/"))
    with pytest.raises(RuntimeError, match="“broken” answered 404"):
        bench.measure(broken, runs=1)


@pytest.mark.usefixtures("paper")
def test_an_empty_paper_can_be_measured(capsys):
    call_command("bench", "--runs", "1", "--posting", "0", "--serving", "0")
    assert "front" in capsys.readouterr().out


def test_figures_taken_with_debug_are_refused(db, settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="Turn DEBUG off"):
        call_command("bench")


@pytest.mark.django_db(transaction=True)
def test_readers_who_write_all_at_once_lose_nothing_and_leave_no_trace(make_story):
    make_story()
    figures = {figure.name: figure.value for figure in posting.figures(2)}
    assert figures["POST of 40 comments, 20 a second: p95"] > 0
    assert figures["story's page meanwhile: p95"] > 0
    assert figures["comments lost"] == figures["counted wrong"] == 0
    assert figures["of them published at once"] == 40
    assert Article.objects.count() == 1
    assert not Comment.objects.exists()
    assert not Reader.objects.exists()


def views(resolver, within=""):
    """Yield name and pattern of each of our views that is not the desk's."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            if not str(pattern.pattern).startswith("admin/"):
                yield from views(pattern, f"{pattern.namespace}:" if pattern.namespace else within)
        elif pattern.name and not str(pattern.pattern).startswith("admin/"):
            yield within + pattern.name, str(pattern.pattern)


def test_every_type_of_public_page_is_compared_or_said_why_not(demo):
    asked = {resolve(path.partition("?")[0]).view_name for page in public.pages() for path in page.paths}
    known = {name for name, pattern in views(get_resolver()) if "token" not in pattern}
    assert known - asked - set(public.LEFT_OUT) == set(), "give it a line in newsroom/bench/public.py"
    assert set(public.LEFT_OUT) <= known
    assert len({page.name for page in public.pages()}) == len(list(public.pages()))


@pytest.mark.django_db(transaction=True)  # PostgreSQL says what it did at the end of a transaction
def test_what_is_counted_of_a_page_is_the_same_each_time(paper):
    stories.fill(60)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # or PostgreSQL does so when it likes, and plans anew
    meter = Meter()
    for page in public.pages():
        for _ in range(8):
            meter.get(page)
        once, again = meter.count(page), meter.count(page)
        assert once.queries == again.queries > 0, page.name
        assert once.blocks == pytest.approx(again.blocks, rel=0.1) != 0, page.name


def test_a_query_more_is_seen(make_story, monkeypatch):
    make_story("Ferry")
    meter, page = Meter(), public.Page("archive", ("/archive/",), 302)
    before, get = meter.count(page), meter.client.get

    def asking_more(path):
        Article.objects.count()
        return get(path)

    monkeypatch.setattr(meter.client, "get", asking_more)
    assert meter.count(page).queries == before.queries + 1


def test_a_page_that_answers_other_than_it_should_is_not_compared(make_story):
    make_story("Ferry")
    with pytest.raises(RuntimeError, match="“archive” answered 302, not 200"):
        Meter().get(public.Page("archive", ("/archive/",)))


class FakePaper:
    """A paper in which the page takes these milliseconds, one after the other."""

    def __init__(self, *milliseconds):
        self.counted = {"front": {"blocks": 10, "queries": 2, "bytes": 100}}
        self._left = list(milliseconds)

    def ask(self, page):
        return self._left.pop(0), 1.0


def test_a_page_is_flat_if_no_paper_takes_a_fifth_longer_for_it_whatever_else_the_machine_does():
    busy = [1, 1, 5, 1, 1, 9, 1, 1, 1]  # what troubles all papers in turn
    small, large = ([each * times for times in busy] for each in (9.0, 10.0))
    (line,) = flat.compare([FakePaper(*small), FakePaper(*large)], rounds=9)
    assert line.is_flat
    assert 1.0 < line.worst.low <= line.worst.median <= line.worst.high < 1.2
    (line,) = flat.compare([FakePaper(9, 9, 9), FakePaper(15, 15, 15), FakePaper(9, 9, 9)], rounds=3)
    assert not line.is_flat, "the paper of middling size"
    assert [ratio.median for ratio in line.ratios] == [1.6, 1.0]


@pytest.mark.processes
@pytest.mark.usefixtures("transactional_db")
def test_papers_are_compared_by_processes_of_their_own(paper, tmp_path, capsys, monkeypatch):
    name = connection.settings_dict["NAME"]
    monkeypatch.setenv("DATABASE_URL", urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl())
    call_command("bench", "--runs", "3", "--flat", str(tmp_path), str(tmp_path), "--json", str(tmp_path / "flat.json"))
    printed, report = capsys.readouterr().out, json.loads((tmp_path / "flat.json").read_text())
    assert report["stories"] == [0, 0]
    pages = {page["name"]: page for page in report["pages"]}
    assert {"front", "tags", "not found", "feed of everything", "sitemap", "subscribe"} <= set(pages)
    for name, page in pages.items():
        assert name in printed
        assert page["queries"][0] == page["queries"][1]
        assert min(page["web"]) > 0
    with pytest.raises(CommandError, match="There is no data directory"):
        call_command("bench", "--flat", str(tmp_path / "nowhere"))
