"""A page for the desk and for template authors: every component of the public pages in every state."""

from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from wagtail import hooks

from ...blocks import STORY_BLOCKS
from ...formatting.credits import authors_of, credits_of
from ...front.packages import Column, Package, PlacedStory, arrangements, balance
from ...theme.colours import PAPER, Accent, accent, contrast
from . import samples

ACCENTS = ("#d6321b", "#1b5ed6", "#f2c400", "#0b8f3c", "#6b2fb3", "#00a5b8", "#e6338f", "#000000")


@dataclass
class Shade:
    """An accent, with the contrast of text in it and on it."""

    accent: Accent
    text: float
    fill: float


def components(request: HttpRequest) -> HttpResponse:
    """Show the page. Wagtail requires the permission to enter the admin."""
    return render(
        request,
        "articles/components.html",
        {
            "steps": ("h1", "hs", "h2", "h3", "h4", "h5"),
            "breaking": SimpleNamespace(
                is_breaking=True,
                breaking_headline="All ferries to Skerrow suspended after a cable fault",
                breaking_address="#breaking",
            ),
            "leads": [_lead(pictures=True), _lead(pictures=False)],
            "briefs": samples.stories(8, pictures=False),
            "strips": [
                {"section": samples.section(package.pattern), "package": package, "tags": [samples.tag("NATO")]}
                for package in _packages()
            ],
            "voices": [
                samples.story(headline, kind=kind, people=[samples.profile(name)])
                for headline, kind, name in (
                    ("A shared shortage is still the fairest thing we have built", "opinion", "Edda Marsh"),
                    ("The ferry radar failed in public. Its audit must be public too", "editorial", "Editorial Board"),
                    ("Letters: who goes cold first", "letter", "Letters"),
                    ("Let the fish vote: a modest proposal", "opinion", "Noor Vasquez"),
                )
            ],
            "long_read": samples.story("The man who put out the city", kind="feature"),
            "teasers": _teasers(),
            "heads": _heads(),
            "metas": [_meta(number) for number in (1, 2, 10)] + [_meta(1, published_at=None, updated_at=None)],
            "body": _body(),
            "corrections": [
                SimpleNamespace(pk=0, get_kind_display="Correction", at=timezone.now(), text="It is 212 km.")
            ],
            "update_notes": [SimpleNamespace(at=timezone.now(), text="Adds the forecast for Wednesday.")],
            "story": samples.story(),
            "sources": samples.story().sources.all(),
            "authors": [samples.profile(), samples.profile("Editorial Board", portrait=False)],
            "section": samples.section(),
            "more": samples.stories(5),
            "groups": [
                SimpleNamespace(name="Today", exactly="22 November 2026", date=timezone.localdate(), stories=_river())
            ],
            "slice": SimpleNamespace(next="#", starts_before=timezone.now()),
            "shades": [
                Shade(shade, contrast(shade.ink, PAPER), contrast(PAPER, shade.fill))
                for shade in map(accent, (request.paper.accent, *ACCENTS))
            ],
        },
    )


def _lead(*, pictures: bool) -> dict[str, Any]:
    first, *others = samples.stories(7, pictures=pictures)
    places = [
        PlacedStory(story, "" if number else "l", picture=pictures and not number)
        for number, story in enumerate(others)
    ]
    column = Column(4, places[:4])
    balance([column, Column(8, [PlacedStory(first, "xl", picture=pictures, standfirst=True, byline=True)])])
    return {"lead": first, "seconds": column, "related": [place.story for place in places[4:]]}


def _packages() -> list[Package]:
    """Return one package of each pattern."""
    found: dict[str, Package] = {}
    for pictures in (True, False):
        first, *others = samples.stories(7, pictures=pictures)
        for package in arrangements(first, others):
            balance(package.columns)
            found[package.pattern if pictures else f"{package.pattern}, no picture"] = package
    return list(found.values())


def _teasers() -> list[PlacedStory]:
    return [
        PlacedStory(samples.story(), "xl", picture=True, standfirst=True, byline=True),
        PlacedStory(samples.story(samples.HEADLINES[1]), "l", picture=True, standfirst=True),
        PlacedStory(samples.story(samples.HEADLINES[2]), "", picture=True),
        PlacedStory(samples.story(samples.HEADLINES[3], lead_image=None, standfirst=""), "", byline=True),
        PlacedStory(samples.story(samples.LONG_WORD, lead_image=None), "", standfirst=True),
        PlacedStory(samples.story(samples.THREE_HUNDRED, lead_image=None), "", byline=True),
    ]


def _heads() -> list[Any]:
    return [
        samples.story(),
        samples.story("A shared shortage is still the fairest thing we have built", kind="opinion"),
        samples.story(samples.THREE_HUNDRED, standfirst=""),
        samples.story(samples.LONG_WORD),
    ]


def _meta(number: int, **fields: Any) -> dict[str, Any]:
    people = [samples.profile(name) for name in ("Mara Lindqvist", "Tomas Ferreira", "Dr Amara Nwosu") * 4][:number]
    story = samples.story(people=people, **fields)
    return {
        "story": story,
        "credits": credits_of(story),
        "authors": authors_of(story),
        "body": SimpleNamespace(minutes=5),
    }


def _river() -> list[Any]:
    return [*samples.stories(3), samples.story("Let the fish vote", kind="opinion", lead_image=None)]


def _body() -> list[Any]:
    """Return every block of a story's body; those in the margin are among paragraphs."""
    kinds = dict(STORY_BLOCKS)
    text = "The order begins with power stations that can burn something else, then aluminium, glass and fertiliser. "
    paragraph = {"type": "paragraph", "value": f'<p>{text * 3}<a href="https://treaty.example/">A link</a>.</p>'}
    table = kinds["table"].to_python(
        {
            "columns": [{"type": "text", "heading": "Country"}, {"type": "number", "heading": "Storage, %"}],
            "rows": [{"values": ["Corran", "19"]}, {"values": ["Maravel", "58"]}],
            "caption": "What each country holds",
        }
    )
    values: list[tuple[str, Any]] = [
        ("paragraph", paragraph["value"]),
        ("pull_quote", {"text": "Now it is a table with numbers in it.", "attribution": "Ilse Brandvold"}),
        ("paragraph", paragraph["value"]),
        ("heading", "Who is switched off first"),
        ("paragraph", "<ul><li>Power stations</li><li>Aluminium</li></ul><ol><li>Homes</li><li>Hospitals</li></ol>"),
        ("block_quote", {"text": f"<p>{text}</p>", "source": "Article 3", "url": "https://treaty.example/"}),
        ("fact_box", {"title": "In numbers", "text": "<p><b>72 hours</b> to answer</p><p><b>7</b> steps</p>"}),
        ("paragraph", paragraph["value"]),
        ("paragraph", paragraph["value"]),
        ("embed", {"url": "https://video.example/watch", "title": "The signing, as it was filmed"}),
        ("fact_box", {"title": "The rules", "text": "<ul><li>Ask first</li><li>Pay later</li></ul>"}),
        ("paragraph", paragraph["value"]),
        ("paragraph", paragraph["value"]),
    ]
    blocks = [kinds[name].bind(kinds[name].to_python(value)) for name, value in values]
    return [*blocks, kinds["table"].bind(table)]


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    """Return the page's URL pattern."""
    return [path("components/", components, name="newsroom_components")]
