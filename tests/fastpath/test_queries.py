"""Prepared queries: the same rows as by the ORM, on connections that forget, fail or end."""

from typing import Any

import psycopg
import pytest
from django.db import DataError, OperationalError, connection, transaction

from articles.models import Tag
from fastpath.queries import PreparedQuery, among

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tag() -> Tag:
    return Tag.objects.create(name="100 % “NATO”", slug="nato")


@pytest.fixture
def fresh_connection() -> Any:
    """A psycopg connection of Django's that has run no query."""
    connection.close()
    connection.ensure_connection()
    return connection.connection


def by_slug() -> PreparedQuery:
    return PreparedQuery(lambda slug: Tag.objects.filter(slug=slug), str)


def prepared_statements(database: Any) -> int:
    """Return how many statements this connection has prepared."""
    row = database.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%articles_tag%%'")
    return int(row.fetchone()[0])


@pytest.mark.parametrize(
    ("recipe", "kinds", "values"),
    [
        (lambda key: Tag.objects.filter(pk=key), (int,), lambda tag: [tag.pk]),
        (lambda slug: Tag.objects.filter(slug=slug), (str,), lambda tag: ["nato"]),
        (lambda keys: Tag.objects.filter(pk__in=among(keys)), (list,), lambda tag: [[tag.pk, 2**40]]),
        (lambda name, key: Tag.objects.filter(pk=key, name=name), (str, int), lambda tag: [tag.name, tag.pk]),
        (lambda key: Tag.objects.filter(pk=key).filter(pk__lte=key), (int,), lambda tag: [tag.pk]),
        (lambda key: Tag.objects.filter(pk=key, name__contains="0 %"), (int,), lambda tag: [tag.pk]),
    ],
    ids=["number", "text", "numbers", "the other way round", "twice", "a per cent sign"],
)
def test_the_rows_are_those_of_the_orm(tag: Tag, recipe: Any, kinds: Any, values: Any) -> None:
    query = PreparedQuery(recipe, *kinds)
    expected = list(recipe(*values(tag)).values_list())
    for _ in range(2):
        assert query.rows(*values(tag)) == expected
    with transaction.atomic():
        assert [query.rows(*values(tag)) for _ in range(2)] == [expected] * 2
    assert query(*values(tag)) == [tag]


def test_postgresql_plans_it_once_for_a_connection(tag: Tag, fresh_connection: Any) -> None:
    query = by_slug()
    assert [query(slug) for slug in ("nato", "nato", "other")] == [[tag], [tag], []]
    assert prepared_statements(fresh_connection) == 1


def test_nothing_is_prepared_where_settings_say_so(tag: Tag, fresh_connection: Any) -> None:
    fresh_connection.prepare_threshold = 1_000_000_000
    query = by_slug()
    assert [query("nato") for _ in range(3)] == [[tag]] * 3
    assert prepared_statements(fresh_connection) == 0


@pytest.mark.parametrize("said", ["", "' OR true --", "\\", "a\nb", "“ä”"])
def test_a_text_is_never_part_of_the_sql(tag: Tag, said: str) -> None:
    assert by_slug()(said) == []


def test_a_text_with_a_nul_is_refused(tag: Tag) -> None:
    with pytest.raises(DataError):
        by_slug()("nato\x00")
    with transaction.atomic(), pytest.raises(DataError):
        by_slug()("nato\x00")


def test_a_statement_that_a_rollback_makes_the_connection_forget_is_prepared_again(tag: Tag) -> None:
    query = by_slug()
    assert [query("nato"), query("nato")] == [[tag], [tag]]
    with transaction.atomic():
        query("nato")
        transaction.set_rollback(True)
    assert [query("nato"), query("nato")] == [[tag], [tag]]


def test_a_query_that_postgresql_refuses_raises_an_error_and_the_connection_goes_on(tag: Tag) -> None:
    query = PreparedQuery(lambda number: Tag.objects.extra(where=["1 / %s = 1"], params=[number]), int)
    assert query(1) == [tag]
    with pytest.raises(DataError):
        query(0)
    assert query(1) == [tag]


def test_a_connection_that_the_server_ends_is_an_error_of_the_database_and_the_next_one_answers(
    tag: Tag, fresh_connection: Any
) -> None:
    query = by_slug()
    assert [query("nato"), query("nato")] == [[tag], [tag]]
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [fresh_connection.info.backend_pid])
    with pytest.raises(OperationalError):
        query("nato")
    connection.close()
    assert query("nato") == [tag]


def test_a_test_that_counts_queries_counts_these(tag: Tag, django_assert_num_queries: Any) -> None:
    query = by_slug()
    query("nato")
    with django_assert_num_queries(2):
        query("nato")
        query("other")
