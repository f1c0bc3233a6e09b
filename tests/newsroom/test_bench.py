"""`manage.py bench` measures each type of public page."""

import json

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from wagtail.models import Revision

from articles.models import Article
from comments.models import Comment
from newsroom import bench, seed
from newsroom.bench import measuring, posting
from readers.models import Reader


def test_each_type_of_page_is_measured_and_written_down_and_what_that_writes_is_taken_back(
    paper, image, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(measuring, "WARM_UP", 1)
    seed.fill(60)
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


def test_figures_taken_with_debug_are_refused(settings):
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
