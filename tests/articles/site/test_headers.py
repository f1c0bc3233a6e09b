"""What the browser may run and load: our own files, nothing inline, nothing of another host."""

from urllib.parse import urlsplit

import pytest

from tests.whole_talk import FORMS

pytestmark = pytest.mark.django_db  # has the test database made

LOADED = {
    "link": ("href",),
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "object": ("data",),
    "embed": ("src",),
    "use": ("href",),
    "form": ("action",),
}
NOT_LOADED = {"canonical", "alternate", "next", "prev", "author", "me"}


def policy(response):
    directives = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: values for name, *values in directives}


def loaded(page):
    for tag, attributes in LOADED.items():
        for element in page.find_all(tag):
            if NOT_LOADED.isdisjoint(element.get("rel", [])):
                for attribute in attributes:
                    yield from (part.split()[0] for part in element.get(attribute, "").split(",") if part.strip())


def test_every_page_allows_only_its_own_files_and_nothing_inline(pages):
    for name, response in pages.items():
        rules = policy(response)
        assert rules["default-src"] == ["'none'"], name
        assert rules["base-uri"] == ["'none'"], name
        values = {value for directive in rules.values() for value in directive}
        assert values == {"'self'", "'none'"}, name


def test_no_page_has_inline_code_or_style(parsed):
    for name, page in parsed.items():
        inline = page.select("[style], style, script:not([src], [type='application/ld+json'])")
        handlers = [e for e in page.find_all(True) if any(attribute.startswith("on") for attribute in e.attrs)]
        links = page.select('[href^="javascript:" i]')
        assert [inline, handlers, links] == [[], [], []], name


def test_no_page_loads_anything_from_another_host(parsed):
    for name, page in parsed.items():
        addresses = list(loaded(page))
        assert addresses, name
        assert [a for a in addresses if urlsplit(a).netloc or urlsplit(a).scheme] == [], name


def test_every_page_refuses_guessing_and_framing_by_others(pages):
    for name, response in pages.items():
        assert response["X-Content-Type-Options"] == "nosniff", name
        assert response["X-Frame-Options"] == "DENY", name
        assert response["Referrer-Policy"] in {"strict-origin-when-cross-origin", "same-origin"}, name


def test_a_reader_gets_no_cookie(pages):
    assert {
        name: list(response.cookies) for name, response in pages.items() if name not in FORMS and response.cookies
    } == {}
