"""Who made a story: the page and the line of text say the same, in the same order."""

import html

import pytest
from django.utils.html import strip_tags

from articles.formatting.credits import authors_of, plain_byline
from tests import builders


@pytest.fixture
def people(mara, desk):
    """The cast by first name."""
    others = {name: builders.profile(name) for name in ("Tomas Ferreira", "Rafael Itoh", "Pavel Drozd", "Reuters")}
    return {"Mara": mara, "desk": desk} | {name.split()[0]: profile for name, profile in others.items()}


@pytest.mark.parametrize(
    ("bylines", "line", "authors"),
    [
        (["Mara"], "By Mara Lindqvist", ["Mara"]),
        (["Tomas", "Mara"], "By Tomas Ferreira and Mara Lindqvist", ["Tomas", "Mara"]),
        (["Mara", "Tomas", "Pavel"], "By Mara Lindqvist, Tomas Ferreira and Pavel Drozd", ["Mara", "Tomas", "Pavel"]),
        (["desk"], "By the Editorial Board", ["desk"]),
        (["desk", "Mara"], "By the Editorial Board; words by Mara Lindqvist", ["desk", "Mara"]),
        (["Mara", "desk"], "By Mara Lindqvist and Editorial Board", ["Mara", "desk"]),
        (["Mara", "Rafael:photographs"], "By Mara Lindqvist; photographs by Rafael Itoh", ["Mara"]),
        (["Rafael:photographs", "Mara"], "By Mara Lindqvist; photographs by Rafael Itoh", ["Mara"]),
        (
            ["Mara", "Rafael:photographs", "Tomas:translation", "Reuters:agency"],
            "By Mara Lindqvist; photographs by Rafael Itoh; translated by Tomas Ferreira; agency material from Reuters",
            ["Mara"],
        ),
        (["Mara", "Mara:photographs"], "By Mara Lindqvist; photographs by Mara Lindqvist", ["Mara"]),
        (
            ["Rafael:photographs", "Pavel:photographs"],
            "Photographs by Rafael Itoh and Pavel Drozd",
            ["Rafael", "Pavel"],
        ),
        (["Reuters:agency"], "Agency material from Reuters", ["Reuters"]),
    ],
)
def test_page_and_plain_byline_name_who_did_what(client, make_story, people, bylines, line, authors):
    given = [entry.partition(":") for entry in bylines]
    story = make_story(bylines=[(people[who], role or "words") for who, _, role in given])
    assert plain_byline(story) == line
    assert authors_of(story) == [people[name] for name in authors]

    page = client.get(story.get_absolute_url()).content.decode()
    assert line in " ".join(html.unescape(strip_tags(page)).split())
    for who, _, _ in given:
        assert f'href="{people[who].get_absolute_url()}" rel="author"' in page


def test_a_name_cannot_put_markup_into_the_page(client, make_story, paper):
    story = make_story(bylines=[builders.profile("<b>O’Neill & Sons</b>", slug="oneill")])
    page = client.get(story.get_absolute_url()).content.decode()
    assert "&lt;b&gt;O’Neill &amp; Sons&lt;/b&gt;" in page
    assert "<b>O’Neill" not in page


def test_a_byline_whose_profile_is_gone_leaves_the_others_standing(client, make_story, people):
    story = make_story(bylines=[people["Mara"], people["Tomas"]])
    people["Mara"].delete()
    story.refresh_from_db()
    assert plain_byline(story) == "By Tomas Ferreira"
    assert client.get(story.get_absolute_url()).status_code == 200
