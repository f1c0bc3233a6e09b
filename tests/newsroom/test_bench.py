"""`manage.py bench` measures each type of public page."""

import json

import pytest
from django.core.management import CommandError, call_command

from newsroom import seed


def test_each_type_of_page_is_measured_and_written_down(paper, tmp_path, capsys):
    seed.fill(60)
    call_command("bench", "--runs", "2", "--json", str(tmp_path / "figures.json"))
    printed = capsys.readouterr().out
    figures = json.loads((tmp_path / "figures.json").read_text())
    assert figures["machine"]["stories"] == 60
    assert figures["machine"]["cores"] >= 1
    pages = {page["page"]: page for page in figures["pages"]}
    assert {"front", "story", "section", "tag", "byline", "archive day", "corrections"} <= set(pages)
    for name, page in pages.items():
        assert name in printed
        assert page["status"] == (404 if name == "not found" else 200), name
        assert page["queries"] > 0
        assert page["median_ms"] <= page["p95_ms"]
        assert page["gzip_bytes"] < page["html_bytes"]


@pytest.mark.usefixtures("paper")
def test_an_empty_paper_can_be_measured(capsys):
    call_command("bench", "--runs", "1")
    assert "front" in capsys.readouterr().out


def test_figures_taken_with_debug_are_refused(settings):
    settings.DEBUG = True
    with pytest.raises(CommandError, match="Turn DEBUG off"):
        call_command("bench")
