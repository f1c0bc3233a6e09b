"""Packages come out even, whatever there is to fill them with."""

from itertools import pairwise
from types import SimpleNamespace

import pytest

from articles.front.packages import Column, PlacedStory, arrangements, balance, best_package

HEADLINE = "A strike at six ports leaves the cranes standing"
STANDFIRST = (
    "Dockers on both shores walked out at noon over the hours of a single machine, and nobody knows for how long."
)


def story(number=0, *, picture=True, headline=HEADLINE, standfirst=STANDFIRST):
    return SimpleNamespace(
        pk=number, headline=headline, standfirst=standfirst, lead_image=object() if picture else None
    )


def uneven(package):
    heights = [column.height() for column in package.columns]
    return max(heights) - min(heights)


@pytest.mark.parametrize("picture", [True, False], ids=["with pictures", "without"])
@pytest.mark.parametrize("number", [3, 4, 5, 6, 7])
def test_columns_end_near_each_other(number, picture):
    lead, *rest = [story(at, picture=picture) for at in range(number)]
    assert uneven(best_package(lead, rest)) <= 120


@pytest.mark.parametrize("picture", [True, False], ids=["with pictures", "without"])
def test_no_pattern_follows_itself(picture):
    before = []
    for start in range(0, 42, 7):
        lead, *rest = [story(start + at, picture=picture) for at in range(7)]
        before.append(best_package(lead, rest, before).pattern)
    assert all(one != following for one, following in pairwise(before))
    assert len(set(before)) >= 3


def test_no_story_stands_in_a_package_twice_and_the_lead_is_there():
    lead, *rest = [story(at, picture=at % 2 == 0) for at in range(7)]
    for package in arrangements(lead, rest):
        numbers = [one.pk for one in package.stories]
        assert lead.pk in numbers
        assert len(numbers) == len(set(numbers))


def test_a_short_column_is_lengthened_with_standfirsts():
    tall = Column(6, [PlacedStory(story(), "xl", picture=True, standfirst=True)])
    short = Column(3, [PlacedStory(story(1)), PlacedStory(story(2))])
    balance([tall, short])
    assert any(place.standfirst for place in short.places)


def test_a_story_without_a_standfirst_prints_none():
    tall = Column(6, [PlacedStory(story(), "xl", picture=True)])
    short = Column(3, [PlacedStory(story(1, standfirst=""))])
    balance([tall, short])
    assert not short.places[0].standfirst
    assert short.places[0].byline
