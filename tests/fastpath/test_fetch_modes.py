"""Django 6.1 lets a queryset say how a field that was not read with its row is read later: our instances obey."""

from typing import Any

import django
import pytest
from django.db import models

from articles.models import Article, NewsImage, Profile, Section, SimplePage, Tag
from fastpath.queries import PreparedQuery

pytestmark = pytest.mark.django_db
FROM_6_1 = pytest.mark.skipif(django.VERSION < (6, 1), reason="Django has fetch modes from 6.1 on")


@pytest.mark.parametrize("kind", [Article, NewsImage, Profile, Section, SimplePage, Tag])
def test_an_instance_keeps_the_mode_it_is_made_with(kind: Any) -> None:
    mode = object()
    assert kind.from_db("default", ["id"], [1], fetch_mode=mode)._state.fetch_mode is mode


@FROM_6_1
@pytest.mark.parametrize("kind", [Article, Section, Tag])
def test_without_a_mode_a_field_is_read_for_its_own_row(kind: Any) -> None:
    assert kind.from_db("default", ["id"], [1])._state.fetch_mode is models.FETCH_ONE


@FROM_6_1
def test_a_queryset_that_forbids_it_reads_nothing_later(make_story: Any) -> None:
    make_story()
    story = Article.objects.only("headline").fetch_mode(models.FETCH_RAISE).get()
    with pytest.raises(Exception, match=r"Fetching of Article\.standfirst blocked"):
        _ = story.standfirst


@FROM_6_1
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


@FROM_6_1
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
