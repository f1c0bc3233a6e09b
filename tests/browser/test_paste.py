"""Text pasted from Word, Google Docs or mail becomes clean paragraphs, headings, lists and links, and nothing else."""

import json
import time
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page

from tests.admin_forms import ADD

WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head>
<meta name=Generator content="Microsoft Word 15">
<style>p.MsoNormal{margin:0cm;font-size:11pt}</style></head><body lang=EN-GB><!--StartFragment-->
<h2 style="color:#2F5496">The night shift<o:p></o:p></h2><p class=MsoNormal style="margin-bottom:8pt">
<b><span style="color:red">Bold</span></b> and <i>italic</i> and
<a href="https://example.org/a">a link</a>.<o:p></o:p></p>
<p class=MsoListParagraphCxSpFirst style="mso-list:l0 level1 lfo1"><span style="font-family:Symbol;mso-list:Ignore">·
</span>First item<o:p></o:p></p><p class=MsoListParagraphCxSpLast style="mso-list:l0 level1 lfo1">
<span style="font-family:Symbol;mso-list:Ignore">· </span>Second item<o:p></o:p></p>
<p class=MsoNormal><u>Under</u> <s>struck</s> end<o:p></o:p></p><!--EndFragment--></body></html>"""
DOCS = """<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1"><h2 dir="ltr">
<span style="font-size:16pt;font-weight:400">The night shift</span></h2>
<p dir="ltr"><span style="font-weight:700">Bold</span>
<span style="font-weight:400"> and </span><span style="font-style:italic;font-weight:400">italic</span>
<a href="https://example.org/a"><span style="color:#1155cc;font-weight:400">a link</span></a></p>
<ul><li dir="ltr"><p><span style="font-weight:400">First item</span></p></li>
<li dir="ltr"><p><span style="font-weight:400">Second item</span></p></li></ul></b>"""
MAIL = "Dear desk,\n\nFirst paragraph.\n\nSecond paragraph.\n"
SPAN = (
    "<span lang=EN-GB style='font-size:11.0pt;line-height:115%;color:black;mso-themecolor:text1'>The board met </span>"
)
PASTE = """(editor, [html, text]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  data.setData("text/plain", text);
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def page(log_in: Any, reporter: Any, paper: Any) -> Page:
    """The form of a new story with an empty paragraph."""
    page: Page = log_in(reporter)
    page.goto(reverse(ADD))
    body = page.get_by_role("region", name="Body")
    body.get_by_role("button", name="Insert a block").first.click()
    page.get_by_role("option", name="Paragraph").first.click()
    return page


def paste(page: Page, html: str, text: str = "plain") -> dict[str, Any]:
    """Paste, and return what the editor would send."""
    editor: Locator = page.locator(".public-DraftEditor-content").first
    editor.click()
    editor.evaluate(PASTE, [html, text])
    field = page.locator('input[name^="body-0-value"]')
    for _ in range(100):
        if (sent := json.loads(field.input_value() or "null")) and any(block["text"] for block in sent["blocks"]):
            return dict(sent)
        page.wait_for_timeout(100)
    raise AssertionError("Nothing was pasted.")


@pytest.mark.parametrize("html", [WORD, DOCS], ids=["Word", "Google Docs"])
def test_headings_bold_italic_links_and_lists_survive_and_nothing_else(html: str, page: Page) -> None:
    sent = paste(page, html)
    kinds = [(block["type"], block["text"].strip()) for block in sent["blocks"] if block["text"].strip()]
    assert kinds[0] == ("header-two", "The night shift")
    assert ("unordered-list-item", "First item") in kinds
    assert ("unordered-list-item", "Second item") in kinds
    styles = {style["style"] for block in sent["blocks"] for style in block["inlineStyleRanges"]}
    assert styles == {"BOLD", "ITALIC"}
    assert [(e["type"], e["data"]["url"]) for e in sent["entityMap"].values()] == [("LINK", "https://example.org/a")]


def test_plain_mail_becomes_paragraphs(page: Page) -> None:
    sent = paste(page, "", MAIL)
    assert [block["text"] for block in sent["blocks"] if block["text"]] == MAIL.split("\n\n")[:2] + [
        "Second paragraph."
    ]


def test_a_megabyte_of_word_does_not_hang(page: Page) -> None:
    paragraph = f"<p class=MsoNormal style='margin:0cm;text-align:justify'>{SPAN * 12}<o:p></o:p></p>"
    started = time.monotonic()
    sent = paste(page, "<html><body>" + paragraph * (1_000_000 // len(paragraph)) + "</body></html>")
    assert time.monotonic() - started < 30
    assert len(sent["blocks"]) > 500
