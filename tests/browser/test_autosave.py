"""The form saves by itself: all of it."""

from typing import Any

from django.urls import reverse
from playwright.sync_api import Route

from articles.models import Article
from tests.admin_forms import EDIT
from tests.browser.desk import open_form_that_saves_by_itself, wait_until


def test_what_is_typed_while_an_automatic_save_is_under_way_is_saved_too(
    log_in: Any, reporter: Any, make_draft: Any
) -> None:
    story = make_draft("Before", owner=reporter)
    page = log_in(reporter)
    path = reverse(EDIT, args=[story.pk])
    open_form_that_saves_by_itself(page, path)
    typed = []

    def type_before_it_is_sent(route: Route) -> None:
        if route.request.method == "POST" and not typed:
            typed.append(True)
            page.get_by_role("textbox", name="Standfirst").fill("The last words.")
        route.continue_()

    page.route(f"**{path}", type_before_it_is_sent)
    page.get_by_placeholder("Headline").fill("After")
    wait_until(page, lambda: Article.objects.get().standfirst == "The last words.")
    assert Article.objects.get().headline == "After"
