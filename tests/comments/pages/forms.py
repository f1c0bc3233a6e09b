"""Helpers that fill in and send the comment form, as a browser without scripts does."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse


def write_address(story: Any) -> str:
    """Return the address of the comment form of `story`."""
    return reverse("comments:write", args=[story.address])


def fields_of(html: Any) -> dict[str, str]:
    """Return the fields that the comment form on a page would send unchanged."""
    form = BeautifulSoup(html, "html5lib").select_one("form.cform")
    assert form, "there is no form"
    given = {
        field["name"]: field.get("value", "") for field in form.select("input[name]") if field["type"] != "checkbox"
    }
    return given | {field["name"]: field.get_text().removeprefix("\n") for field in form.select("textarea")}


def send(
    browser: Client, story: Any, text: str = "The ferry was late again, and nobody said why.", **fields: str
) -> Any:
    """Fetch the form, fill it in and send it, as a browser without scripts does."""
    address = write_address(story)
    given = fields_of(browser.get(address).content)
    given |= {"name": "Ruth A.", "email": "ruth@reader.example"} if "email" in given else {}
    return browser.post(address, given | {"text": text} | fields)
