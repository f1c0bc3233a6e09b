"""The paper's settings reach its pages: accent, logo, sign, manifest, breaking news."""

import json

import pytest

from articles.models import Paper
from articles.theme.style_sheet import theme_of


@pytest.fixture
def sheet(client, read):
    """Fetch the style sheet that the front page links."""

    def fetch():
        address = read("/").select_one('link[rel="stylesheet"]')["href"]
        return address, client.get(address)

    return fetch


def test_a_page_links_one_sheet_that_may_be_kept_for_ever(paper, read, sheet):
    assert len(read("/").select('link[rel="stylesheet"], style')) == 1
    address, response = sheet()
    assert address.startswith("/theme-")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert "immutable" in response["Cache-Control"]
    assert "--accent: #d6321b" in response.content.decode()


def test_another_accent_is_another_sheet(paper, sheet):
    before, _ = sheet()
    paper.accent = "#1b5ed6"
    paper.save()
    after, response = sheet()
    assert after != before
    assert "--accent: #1b5ed6; --accent-ink: #1a5dd5" in response.content.decode()


def test_an_address_from_before_a_change_still_gets_a_sheet_but_not_for_ever(paper, client):
    response = client.get("/theme-0123456789ab.css")
    assert response.status_code == 200
    assert "immutable" not in response["Cache-Control"]


def test_the_sheet_names_files_that_exist(paper, client):
    css = theme_of(paper).css
    assert "../" not in css
    assert "url(/static/fonts/ns-latin.woff2)" in css


def test_the_sign_in_the_tab_has_the_accent(paper, client, read):
    paper.accent = "#0b8f3c"
    paper.save()
    response = client.get(read("/").select_one('link[rel="icon"]')["href"])
    assert response["Content-Type"] == "image/svg+xml"
    assert b'fill="#0b8f3c"' in response.content


def test_the_manifest_names_the_paper(paper, client, read):
    response = client.get(read("/").select_one('link[rel="manifest"]')["href"])
    assert response["Content-Type"] == "application/manifest+json"
    assert json.loads(response.content)["name"] == "The Breakwater"


def test_a_logo_stands_in_the_masthead_instead_of_the_name(paper, image, read):
    paper.logo = image
    paper.save()
    logo = read("/").select_one(".mast .plate img")
    assert logo["alt"] == "The Breakwater"


@pytest.mark.usefixtures("paper")
def test_breaking_news_stands_on_every_page_while_there_is_some(read):
    assert read("/").select_one(".breaking") is None
    paper = Paper.load()
    paper.breaking_headline, paper.breaking_address = "All ferries suspended", "/world/2026/11/ferries/"
    paper.full_clean()
    paper.save()
    for path in ("/", "/corrections/"):
        link = read(path).select_one(".breaking a")
        assert link.get_text() == "All ferries suspended"
        assert link["href"] == "/world/2026/11/ferries/"


@pytest.mark.parametrize("address", ["javascript:alert(1)", "//evil.example/", "world/"])
def test_breaking_news_leads_to_a_page_or_a_full_address_only(paper, address):
    paper.breaking_address = address
    with pytest.raises(Exception, match="stroke"):
        paper.full_clean()


def test_a_paper_in_arabic_runs_from_right_to_left(paper, read):
    paper.language = "ar"
    paper.save()
    assert read("/").html["dir"] == "rtl"
