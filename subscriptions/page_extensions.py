"""Extensions of public pages by subscription forms and links, and of the account page by subscriptions."""

from typing import Any

from django.http import HttpRequest

from articles import page_extensions
from articles.page_extensions import PageExtension
from readers import account_sections
from readers.models import Reader

from .models import Subscription
from .services import followable, personal_data


def register() -> None:
    """Register the page extensions and the account section."""
    page_extensions.register(
        PageExtension("subscriptions.footer", page_extensions.FOOTER, "subscriptions/parts/footer.html", _footer)
    )
    page_extensions.register(
        PageExtension("subscriptions.follow", page_extensions.LIST_HEAD, "subscriptions/parts/follow.html", _follow)
    )
    page_extensions.register(
        PageExtension(
            "subscriptions.story", page_extensions.UNDER_STORY, "subscriptions/parts/under_story.html", _story, order=50
        )
    )
    account_sections.register(
        account_sections.AccountSection(
            "subscriptions",
            order=20,
            template="subscriptions/parts/my_page.html",
            context=_of_reader,
            export=personal_data.export,
            erase=personal_data.erase,
        )
    )


def _footer(_about: Any, _paper: Any) -> dict[str, Any]:
    return form("footer")


def _follow(thing: Any, _paper: Any) -> dict[str, Any]:
    return {"offer": followable.for_object(thing)}


def _story(story: Any, _paper: Any) -> dict[str, Any]:
    return {"follows": followable.for_story(story)}


def form(place: str) -> dict[str, Any]:
    """Return the context of the form on cacheable pages: it holds nothing about the visitor."""
    all_stories = followable.all_stories()
    cadences = Subscription.cadence.field.choices
    return {"groups": [("all", [all_stories])], "place": place, "cadences": cadences, "token": "", "form": None}


def _of_reader(_request: HttpRequest, reader: Reader) -> dict[str, Any]:
    return {"subscriptions": reader.subscriptions.standing().with_names().order_by("pk")}
