"""The HTML of every type of page is well formed and has a sound outline."""

from itertools import pairwise

import html5lib
import pytest

pytestmark = pytest.mark.django_db  # has the test database made


def faults(parsed, find):
    """Return what `find` says of each page, for the pages where it says something."""
    return {name: found for name, page in parsed.items() if (found := find(page))}


def test_every_page_type_answers_as_it_should(pages):
    expected = dict.fromkeys(pages, 200) | {"not found": 404, "withdrawn": 410}
    assert {name: response.status_code for name, response in pages.items()} == expected


def test_every_page_parses_without_a_single_error(sources):
    errors = {}
    for name, source in sources.items():
        parser = html5lib.HTMLParser()
        parser.parse(source)
        if parser.errors:
            (line, _), code, _ = parser.errors[0]
            errors[name] = code, source.splitlines()[line - 1].strip()
    assert errors == {}


def test_no_id_stands_on_a_page_twice(parsed):
    def doubles(page):
        ids = [element["id"] for element in page.select("[id]")]
        return {one for one in ids if ids.count(one) > 1}

    assert faults(parsed, doubles) == {}


def test_every_page_has_one_h1_and_a_title_of_its_own(parsed):
    assert faults(parsed, lambda page: len(page.select("h1")) != 1) == {}
    titles = [page.title.get_text(strip=True) for page in parsed.values()]
    named = dict(zip(parsed, titles, strict=True))
    assert all(titles)
    assert named["section"] != named["tag"] != named["byline"] != named["story"]


def test_no_heading_and_no_link_is_empty(parsed):
    assert (
        faults(parsed, lambda page: [h for h in page.select("h1,h2,h3,h4,h5,h6") if not h.get_text(strip=True)]) == {}
    )
    nameless = "a:not([aria-hidden])"
    assert faults(parsed, lambda page: [a for a in page.select(nameless) if not a.get_text(strip=True)]) == {}


def test_headings_never_skip_a_level(parsed):
    def leaps(page):
        levels = [int(heading.name[1]) for heading in page.select("h1,h2,h3,h4,h5,h6")]
        return [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1]

    assert faults(parsed, leaps) == {}


def test_every_picture_has_an_alt_attribute_and_its_size(parsed):
    def bare(page):
        return page.select("img:not([alt]), img:not([width]), img:not([height])")

    assert faults(parsed, bare) == {}


def test_what_labels_point_at_exists(parsed):
    def dangling(page):
        wanted = [a["href"][1:] for a in page.select('a[href^="#"]')]
        wanted += [name for e in page.select("[aria-labelledby]") for name in e["aria-labelledby"].split()]
        wanted += [use["href"][1:] for use in page.select('use[href^="#"]')]
        return [name for name in wanted if not page.find(id=name)]

    assert faults(parsed, dangling) == {}
