"""A story's life at the desk, in the admin's real form: written, shown, scheduled, corrected, taken away."""

import re
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from tests import builders
from tests.browser.desk import (
    ADD,
    EDIT,
    add_tags,
    choose,
    credit,
    expect_soon,
    open_form_that_saves_by_itself,
    preview,
    said,
    schedule,
    take_action,
    upload,
    write_paragraph,
)

TEXT = "The audit was written on a ferry, by hand."
CORRECTION = "There are three blind harbours, not two."


def test_a_story_is_written_previewed_scheduled_published_by_the_clock_corrected_and_unpublished(
    log_in, page, editor, world, mara, worker
):
    builders.profile("Rafael Itoh")
    desk = log_in(editor)
    headline, standfirst = "Radar audit finds blind harbours", "Ships were guided by memory."

    desk.goto(ADD)
    desk.get_by_placeholder("Headline").fill(headline)
    desk.get_by_role("textbox", name="Standfirst").fill(standfirst)
    choose(desk, "Choose section", "World")
    credit(desk, "Mara Lindqvist", "Words")
    credit(desk, "Rafael Itoh", "Photographs")
    upload(desk, "Three cranes at dusk", "Photograph: Rafael Itoh")
    write_paragraph(desk, TEXT)
    add_tags(desk, "Shipping", "North Sea")

    shown = preview(desk)
    expect(shown.get_by_role("heading", name=headline)).to_be_visible()
    for text in (standfirst, TEXT, "Not published yet", "Photograph: Rafael Itoh"):
        expect(shown.get_by_text(text)).to_be_visible()
    expect(shown.get_by_text("By Mara Lindqvist; photographs by Rafael Itoh")).to_be_visible()

    schedule(desk, timezone.now() + timedelta(hours=20))
    expect(said(desk)).to_contain_text("scheduled")
    story = Article.objects.get()
    address = story.get_absolute_url()
    assert page.goto(address).status == 404

    builders.let_its_time_come(story)
    lists = ["/", "/world/", "/tags/shipping/", "/tags/north-sea/", "/by/mara-lindqvist/", "/by/rafael-itoh/"]
    expect_soon(page, address, 200)
    expect(page.get_by_role("heading", name=headline, level=1)).to_be_visible()
    expect(page.get_by_text(TEXT)).to_be_visible()
    expect(page.get_by_text("By Mara Lindqvist; photographs by Rafael Itoh")).to_be_visible()
    picture = page.get_by_role("img", name="Three cranes at dusk")
    assert picture.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 0
    for path in lists:
        page.goto(path)
        expect(page.get_by_role("link", name=headline).first).to_have_attribute("href", address)

    desk.goto(EDIT.format(story.pk))
    desk.locator(".w-slim-header").get_by_role("button", name="Actions").click()
    desk.get_by_role("link", name="Correct", exact=True).click()
    desk.get_by_label("Text").fill(CORRECTION)
    desk.get_by_role("button", name="Print the correction").click()
    expect(said(desk)).to_contain_text(headline)
    for path in (address, "/corrections/"):
        page.goto(path)
        expect(page.get_by_text(CORRECTION)).to_be_visible()

    take_action(desk, "Unpublish")
    desk.get_by_role("button", name="Yes, unpublish it").click()
    expect(said(desk)).to_contain_text("unpublished")
    assert page.goto(address).status == 404
    for path in [*lists, "/corrections/", f"/archive/{timezone.localdate():%Y/%m/%d}/"]:
        assert page.goto(path).status == 200
        expect(page.get_by_text(headline)).to_have_count(0)


def test_publishing_a_story_that_lacks_something_says_so_at_each_field_and_loses_nothing(log_in, editor, paper):
    desk = log_in(editor)
    desk.goto(ADD)
    desk.get_by_placeholder("Headline").fill("Half a story")
    desk.get_by_role("textbox", name="Standfirst").fill("The rest is being written.")
    take_action(desk, "Publish")

    expect(said(desk)).to_contain_text("could not be")
    expect(desk.get_by_role("region", name="Byline")).to_contain_text("Add a byline: who wrote it, or the desk.")
    expect(desk.get_by_role("region", name="Body")).to_contain_text("The story has no text yet.")
    expect(desk.locator("#id_section-chooser").locator("xpath=../..")).to_contain_text(
        "Choose the section it belongs to."
    )
    expect(desk.get_by_placeholder("Headline")).to_have_value("Half a story")
    expect(desk.get_by_role("textbox", name="Standfirst")).to_have_value("The rest is being written.")
    assert not Article.objects.published().exists()


def test_a_reporter_writes_and_saves_their_own_story_but_cannot_publish_or_open_that_of_another(
    log_in, reporter, make_draft
):
    others = make_draft("Written by somebody else")
    desk = log_in(reporter)
    open_form_that_saves_by_itself(desk)
    desk.get_by_placeholder("Headline").fill("Written by me")
    desk.wait_for_url("**/edit/**")  # saved by itself; and again after the next words
    with desk.expect_response(lambda answer: answer.request.method == "POST"):
        desk.get_by_role("textbox", name="Standfirst").fill("On the night train.")
    desk.locator("footer").get_by_role("button", name="Save draft").click()
    expect(said(desk)).to_contain_text("Written by me")
    mine = Article.objects.get(owner=reporter)
    assert not mine.live
    assert mine.standfirst == "On the night train."

    desk.goto(EDIT.format(mine.pk))
    desk.locator("footer").get_by_role("button", name="More actions").click()
    expect(desk.locator("footer").get_by_text(re.compile("Submit"))).to_be_visible()
    expect(desk.locator("footer").get_by_text(re.compile("^Publish"))).to_have_count(0)

    desk.goto(EDIT.format(others.pk))
    expect(said(desk)).to_contain_text("do not have permission")
    expect(desk.get_by_text("Written by somebody else")).to_have_count(0)
