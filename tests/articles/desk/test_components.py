"""The page of components is for staff, and shows every block of a story."""

import pytest
from bs4 import BeautifulSoup

from articles.blocks import STORY_BLOCKS
from articles.desk.components import page as components

ADDRESS = "/admin/components/"


@pytest.mark.usefixtures("paper")
def test_it_asks_who_you_are(client):
    assert client.get(ADDRESS).status_code == 302


@pytest.mark.usefixtures("paper")
def test_staff_see_it_in_the_style_sheet_readers_get(editor_client):
    response = editor_client.get(ADDRESS)
    assert response.status_code == 200
    page = BeautifulSoup(response.content, "html5lib")
    assert page.select_one('link[rel="stylesheet"]')["href"].startswith("/theme-")
    for part in (
        ".lead",
        ".briefs",
        ".tinted",
        ".slab",
        ".story-head",
        ".by-row",
        ".pull",
        ".bq",
        ".fact",
        ".breaking",
        "#sources li",
        "#corrections .corr",
        ".bybox",
        ".band.more .t",
    ):
        assert page.select(part), part


def test_no_block_of_a_story_is_forgotten():
    shown = {block.block.name for block in components._body()}
    chosen_from_the_database = {"picture", "related_story"}
    assert {name for name, _ in STORY_BLOCKS} - shown == chosen_from_the_database
