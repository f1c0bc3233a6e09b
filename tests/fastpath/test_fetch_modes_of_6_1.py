"""Instances and prepared queries follow the fetch modes of Django 6.1; collected from that version on."""

from typing import Any

import pytest
from django.db import models

from articles.models import Article, Section, Tag
from fastpath.queries import PreparedQuery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [Article, Section, Tag])
def test_without_a_mode_a_field_is_read_for_its_own_row(kind: Any) -> None:
    assert kind.from_db("default", ["id"], [1])._state.fetch_mode is models.FETCH_ONE


def test_a_queryset_that_forbids_it_reads_nothing_later(make_story: Any) -> None:
    make_story()
    story = Article.objects.only("headline").fetch_mode(models.FETCH_RAISE).get()
    with pytest.raises(Exception, match=r"Fetching of Article\.standfirst blocked"):
        _ = story.standfirst


def test_a_prepared_query_that_forbids_it_reads_nothing_later(make_story: Any) -> None:
    made = make_story()
    strict = PreparedQuery(lambda pk: Article.objects.filter(pk=pk).fetch_mode(models.FETCH_RAISE), int)
    (story,) = strict(made.pk)
    with pytest.raises(Exception, match=r"Fetching of Article\.section blocked"):
        _ = story.section
    joined = PreparedQuery(
        lambda pk: Article.objects.filter(pk=pk).select_related("section").fetch_mode(models.FETCH_RAISE), int
    )
    (story,) = joined(made.pk)
    assert story.section._state.fetch_mode is models.FETCH_RAISE


def test_rows_of_a_prepared_query_read_what_is_missing_together(
    make_story: Any, world: Section, business: Section, django_assert_num_queries: Any
) -> None:
    numbers = [make_story("First", section=world).pk, make_story("Second", section=business).pk]
    together = PreparedQuery(
        lambda least: Article.objects.filter(pk__gte=least).order_by("pk").fetch_mode(models.FETCH_PEERS), int
    )
    stories = together(min(numbers))
    with django_assert_num_queries(1):
        assert [story.section for story in stories] == [world, business]
