"""What subscriptions add to pages that are not theirs: the paper's, and a reader's own."""

from typing import Any

from django.http import HttpRequest

from articles import page_parts
from articles.page_parts import Part
from readers import my_page
from readers.models import Reader

from . import my_data, offered
from .models import Subscription


def register() -> None:
    """Add them all."""
    page_parts.register(Part("subscriptions.footer", page_parts.FOOTER, "subscriptions/parts/footer.html", _footer))
    page_parts.register(Part("subscriptions.follow", page_parts.LIST_HEAD, "subscriptions/parts/follow.html", _follow))
    page_parts.register(
        Part("subscriptions.story", page_parts.UNDER_STORY, "subscriptions/parts/under_story.html", _story, order=50)
    )
    my_page.register(
        my_page.Part(
            "subscriptions",
            order=20,
            template="subscriptions/parts/my_page.html",
            context=_of_reader,
            export=my_data.export,
            erase=my_data.erase,
        )
    )


def _footer(_about: Any, _paper: Any) -> dict[str, Any]:
    return form("footer")


def _follow(thing: Any, _paper: Any) -> dict[str, Any]:
    return {"offer": offered.offer(thing)}


def _story(story: Any, _paper: Any) -> dict[str, Any]:
    return {"follows": offered.of_story(story)}


def form(place: str) -> dict[str, Any]:
    """Return what the form needs on a page that a cache keeps: nothing of who asks for it."""
    everything = offered.everything()
    cadences = Subscription.cadence.field.choices
    return {"groups": [("all", [everything])], "place": place, "cadences": cadences, "token": "", "form": None}


def _of_reader(_request: HttpRequest, reader: Reader) -> dict[str, Any]:
    return {"subscriptions": reader.subscriptions.standing().with_names().order_by("pk")}
