"""Sample stories and people for the page of components, the same in every paper."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

from django.utils import timezone

LONG_WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
THREE_HUNDRED = (
    "Ministers who had promised not to negotiate about the negotiations said on Sunday night that they had negotiated "
    "an agreement to negotiate, subject to negotiation, and that the text, which nobody had yet read, would be read "
    "aloud to an empty chamber by a clerk chosen by lot from among all the clerks."
)
STANDFIRST = "The pact signed before dawn lets a cold country draw on a warm one’s tanks, and sets who goes dark first."
HEADLINES = (
    "Seven countries agree to share winter gas, and to ration it together",
    "A strike at six ports leaves the cranes standing",
    "Run-off in Maravel after the closest first round in its history",
    "Two navies agree to keep talking, chiefly about soup",
    "Envoys return to the island nobody wants to name",
    "Allies agree on one railway gauge for the eastern depots",
    "Cholera vaccine reaches the delta eleven days after the flood",
    "The recording that taught a boiler to listen",
)
PICTURE = (
    "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {width} {height}' width='{width}' height='{height}'>"
    "<path fill='#6c96b6' d='M0 0h{width}v{height}H0z'/><circle fill='#d6321b' cx='{x}' cy='{y}' r='{r}'/>"
    "<path fill='#11161d' d='M0 {base}h{width}v{height}H0z'/></svg>"
)


def many(things: list[Any]) -> Any:
    """Return an object with the `all()` of a related manager."""
    return SimpleNamespace(all=lambda: things)


def leading_to(address: str) -> Callable[[], str]:
    """Return a `get_absolute_url` method for this address."""
    return lambda: address


def image(width: int = 1200, height: int = 800) -> Any:
    """Return a picture that needs no file."""
    drawn = PICTURE.format(
        width=width, height=height, x=width // 2, y=height // 2, r=min(width, height) // 4, base=height * 3 // 4
    )
    return SimpleNamespace(
        width=width,
        height=height,
        alt_text="A red sun over a dark sea",
        caption="The terminal on Saturday evening.",
        credit="Illustration: Pavel Drozd",
        focus_classes="",
        file=SimpleNamespace(name=f"data:image/svg+xml,{quote(drawn)}"),
        made="{}",
    )


def profile(name: str = "Mara Lindqvist", *, portrait: bool = True, **fields: Any) -> Any:
    """Return a person or, with is_desk=True, a desk."""
    return SimpleNamespace(
        name=name,
        role="Energy correspondent",
        bio="Energy correspondent since 2019. She grew up above a chandler’s shop.",
        portrait=image(800, 1000) if portrait else None,
        get_absolute_url=leading_to("#profile"),
        **({"is_desk": False} | fields),
    )


def tag(name: str) -> Any:
    """Return a tag."""
    return SimpleNamespace(name=name, get_absolute_url=leading_to("#tag"))


def section(name: str = "World") -> Any:
    """Return a section."""
    return SimpleNamespace(pk=-1, name=name, get_absolute_url=leading_to("#section"))


def story(headline: str = HEADLINES[0], *, people: list[Any] | None = None, kind: str = "news", **fields: Any) -> Any:
    """Return a story; `fields` override its defaults."""
    now = timezone.now()
    bylines = [SimpleNamespace(profile=person, role="words") for person in (people or [profile()])]
    given: dict[str, Any] = {
        "pk": 0,
        "headline": headline,
        "standfirst": STANDFIRST,
        "dateline": "Port Averell",
        "language": "",
        "lead_image": image(),
        "picture_caption": "The carrier at the terminal on Saturday evening.",
        "published_at": now - timedelta(hours=3),
        "updated_at": now - timedelta(hours=1),
        "minutes": 5,
        "words": 1100,
        "tag_list": [tag("Gas storage"), tag("Treaties")],
        "section": section(),
        "section_id": -1,
        "full_url": "https://paper.example/story/",
    }
    return SimpleNamespace(
        **(given | fields),
        kind=kind,
        is_voice=kind in {"opinion", "editorial", "letter"},
        bylines=many(bylines),
        sources=many(
            [
                SimpleNamespace(
                    name="Averell text", title="signed 22 November, two pages", url="https://treaty.example/"
                ),
                SimpleNamespace(name="Interviews", title="nine delegates", url=""),
            ]
        ),
        get_absolute_url=leading_to("#story"),
        get_kind_display=partial(str.capitalize, kind),
        is_published=lambda: True,
    )


def stories(number: int, *, pictures: bool = True) -> list[Any]:
    """Return this many different stories; every second has a picture if `pictures`."""
    return [
        story(HEADLINES[at % len(HEADLINES)], pk=at, lead_image=image() if pictures and at % 2 == 0 else None)
        for at in range(number)
    ]
