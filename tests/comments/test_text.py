"""Readers' text becomes plain paragraphs and external links, and nothing else."""

import pytest
from bs4 import BeautifulSoup

from comments import text
from comments.errors import BadTextError

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    'https://a.example/"onmouseover=alert(1)',
    "https://a.example/'><svg onload=alert(1)>",
    "javascript:alert(1) data:text/html,<b>x</b> //evil.example/x",
    "<svg><p><style><!--</style><img src=x onerror=alert(1)>-->",
    "{{ settings.SECRET_KEY }} {% debug %} %recipient.name%",
    "&lt;script&gt; &#x3c;img src=x onerror=alert(1)&#x3e;",
    "<blockquote>" * 2_000,
    "https://a.example/\u2028javascript:alert(1)",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_nothing_of_it_is_markup_but_paragraphs_breaks_and_links(source: str) -> None:
    soup = BeautifulSoup(text.read(source).html, "html.parser")
    for element in soup.find_all(True):
        assert element.name in {"p", "br", "a"}
        assert set(element.attrs) <= ({"href", "rel"} if element.name == "a" else set())
    for link in soup.find_all("a"):
        assert link["href"].startswith(("http://", "https://"))
        assert set(link["rel"]) == {"nofollow", "ugc", "noopener", "noreferrer"}
    assert soup.get_text().split() == text.read(source).source.split()


def test_paragraphs_and_lines_stay_apart() -> None:
    assert text.read("One.\r\n\r\n\r\nTwo,\nand more.").html == "<p>One.</p><p>Two,<br>and more.</p>"


def test_the_stop_after_an_address_is_not_part_of_it() -> None:
    found = BeautifulSoup(text.read("See https://a.example/b_(c), or (https://d.example).").html, "html.parser")
    assert [link["href"] for link in found.find_all("a")] == ["https://a.example/b_(c)", "https://d.example"]


@pytest.mark.parametrize(
    ("source", "links"),
    [
        ("No link. At all.end", 0),
        ("https://a.example and http://b.example", 2),
        ("write to cheap-pills.example/now or WWW.OTHER.COM", 2),
        ("me@readers.example is an address, not a link", 0),
    ],
)
def test_links_are_counted_whether_or_not_they_can_be_followed(source: str, links: int) -> None:
    assert text.read(source).links == links


def test_what_cannot_be_printed_goes_and_what_turns_the_page_around() -> None:
    read = text.read("a\x00b\u202ec\u2066d\ufeffe\x85f")
    assert read.source == "abcdef"
    assert text.read("e" + "\u0301" * 40).source == "é" + "\u0301" * 3
    assert text.read("👩\u200d👩\u200d👧 stays").source == "👩\u200d👩\u200d👧 stays"
    assert text.read("\ud800 half a character").source == "? half a character"


@pytest.mark.parametrize("source", ["", " \n\t", "\u200b\u2060", "\x00", "\u2800\u3164", "\u0301"])
def test_of_nothing_to_be_seen_nothing_is_taken(source: str) -> None:
    with pytest.raises(BadTextError):
        text.read(source)
