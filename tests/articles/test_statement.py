"""A question asked through libpq: the same answer as in the ordinary way, whatever becomes of what was prepared."""

from typing import Any

import psycopg
import pytest
from django.db import DataError, OperationalError, connection, transaction

from articles.models import Tag
from fastpath.database.base import DatabaseWrapper
from fastpath.queries import PreparedQuery, among
from fastpath.statement import Statement

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tag() -> Tag:
    return Tag.objects.create(name="100 % “NATO”", slug="nato")


@pytest.fixture
def ours() -> Any:
    """A connection of Django's, which nothing else has asked."""
    connection.close()
    connection.ensure_connection()
    return connection.connection


def by_slug() -> PreparedQuery:
    return PreparedQuery(lambda slug: Tag.objects.filter(slug=slug), str)


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
def test_the_answer_is_that_of_the_ordinary_way(tag: Tag, recipe: Any, kinds: Any, values: Any) -> None:
    query = PreparedQuery(recipe, *kinds)
    quickly = [query.rows(*values(tag)) for _ in range(2)]
    with transaction.atomic():
        assert quickly == [query.rows(*values(tag))] * 2
    assert query(*values(tag)) == [tag]


@pytest.mark.parametrize("zone", [None, "Asia/Kolkata"])
@pytest.mark.parametrize("moment", ["2026-11-23 10:00:00", "2026-03-29 01:59:59.999999", "0001-01-02", "9999-12-30"])
def test_a_time_is_read_as_django_reads_it(zone: str | None, moment: str) -> None:
    spoken = connection.settings_dict | {"TIME_ZONE": zone}
    asked = f"SELECT '{moment}+00'::timestamptz, NULL::timestamptz"
    wrapper = DatabaseWrapper(spoken)
    with wrapper.cursor() as cursor:
        expected = cursor.execute(asked).fetchone()
        for _ in range(2):
            found = Statement(asked, []).rows(wrapper.connection, [])
            assert found == [expected]
            assert found[0][0].tzinfo is expected[0].tzinfo
    wrapper.close()


@pytest.mark.parametrize("said", ["", "' OR true --", "\\", "a\nb", "“ä”"])
def test_a_text_is_never_part_of_the_question(tag: Tag, said: str) -> None:
    assert by_slug()(said) == []


def test_a_text_with_a_nul_is_refused_in_both_ways(tag: Tag) -> None:
    with pytest.raises(DataError):
        by_slug()("nato\x00")
    with transaction.atomic(), pytest.raises(DataError):
        by_slug()("nato\x00")


def test_what_a_rollback_makes_the_connection_forget_is_prepared_anew(tag: Tag, ours: Any) -> None:
    query = by_slug()
    assert [query("nato"), query("nato")] == [[tag], [tag]]
    ours.execute("DEALLOCATE ALL")
    assert [query("nato"), query("nato")] == [[tag], [tag]]


def test_a_table_that_has_got_another_column_type_is_read_anew(ours: Any) -> None:
    ours.execute("CREATE TEMPORARY TABLE counted (number integer)")
    ours.execute("INSERT INTO counted VALUES (1)")
    statement = Statement("SELECT * FROM counted WHERE number = $1", [int])
    assert [statement.rows(ours, [1]) for _ in range(2)] == [[(1,)], [(1,)]]
    ours.execute("ALTER TABLE counted ALTER number TYPE text, ADD added integer")
    ours.execute("ALTER TABLE counted ALTER number TYPE bigint USING number::bigint")
    assert statement.rows(ours, [1]) is None
    assert [statement.rows(ours, [1]) for _ in range(2)] == [[(1, None)], [(1, None)]]


def test_what_postgresql_refuses_is_an_error_and_ends_nothing(ours: Any) -> None:
    statement = Statement("SELECT 1 / $1", [int])
    assert statement.rows(ours, [1]) == [(1,)]
    with pytest.raises(psycopg.errors.DivisionByZero):
        statement.rows(ours, [0])
    assert [statement.rows(ours, [1]) for _ in range(2)] == [[(1,)], [(1,)]]
    with pytest.raises(psycopg.errors.SyntaxError):
        Statement("SELECT FROM WHERE $1", [int]).rows(ours, [1])


def test_in_a_transaction_it_is_asked_in_the_ordinary_way(tag: Tag, ours: Any) -> None:
    statement = Statement("SELECT $1", [int])
    with transaction.atomic():
        assert statement.rows(ours, [1]) is None
    assert statement.rows(ours, [1]) == [(1,)]


def test_nothing_is_prepared_where_settings_say_so(ours: Any) -> None:
    ours.prepare_threshold = 1_000_000_000
    assert Statement("SELECT $1", [int]).rows(ours, [1]) is None
    assert ours.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'newsroom%'").fetchone() == (0,)


def test_a_connection_that_the_server_ends_is_an_error_of_the_database_and_the_next_one_answers(
    tag: Tag, ours: Any
) -> None:
    query = by_slug()
    assert [query("nato"), query("nato")] == [[tag], [tag]]
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [ours.info.backend_pid])
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
