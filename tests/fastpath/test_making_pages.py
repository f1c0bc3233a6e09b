"""What makes pages cheap makes the same pages: instances without constructors, moulds, addresses, connections."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from django.db import DataError, connection, models
from django.db.backends.postgresql import base
from django.template import Context, Template
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext, override, pgettext

from articles.addresses import path_about
from articles.formatting.times import time_formatter
from articles.models import Article, ChartEntry, NewsImage, Profile, Section, SimplePage, Tag
from articles.models.addressed import Addressed
from fastpath import translations
from fastpath.database.base import DatabaseWrapper, check
from fastpath.fragments import cached_fragment
from fastpath.instances import FastInstance
from fastpath.queries import PreparedQuery

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("only", [None, ("pk",)])
@pytest.mark.parametrize("kind", [Article, NewsImage, Profile, Section, SimplePage, Tag])
def test_an_instance_made_without_its_constructor_is_the_same(
    kind: Any, only: Any, make_story: Any, image: Any
) -> None:
    make_story(tags=["NATO"], lead_image=image)
    SimplePage.objects.create(name="About us", slug="about-us", body=[("paragraph", "<p>We print.</p>")])
    found = kind._base_manager.only(*only or []).first() if only else kind._base_manager.first()
    assert isinstance(found, FastInstance)
    names = [field.attname for field in kind._meta.concrete_fields if field.attname in found.__dict__]
    row = kind._base_manager.filter(pk=found.pk).values_list(*names)[0]
    constructed = models.Model.from_db.__func__(kind, "default", names, row)  # type: ignore[attr-defined]
    state, as_constructed = found.__dict__.pop("_state").__dict__, constructed.__dict__.pop("_state").__dict__
    assert (state["adding"], state["db"]) == (as_constructed["adding"], as_constructed["db"])
    found.__dict__.pop("_stored_slug", None)
    for name in {*found.__dict__, *constructed.__dict__} - {"decorative", "contextual_alt_text"}:
        ours, theirs = getattr(found, name), getattr(constructed, name)
        assert (type(ours), str(ours)) == (type(theirs), str(theirs)), name
    assert found.get_deferred_fields() == constructed.get_deferred_fields()
    assert {name: getattr(found, name, 0) for name in ("decorative", "contextual_alt_text")} == {
        name: getattr(constructed, name, 0) for name in ("decorative", "contextual_alt_text")
    }


def test_a_thing_made_so_still_knows_what_its_slug_was(world: Section) -> None:
    found: Addressed = Section.objects.get(pk=world.pk)
    found.slug = "abroad"
    found.save()
    assert reverse("articles:section", args=["abroad"]) == Section.objects.get(pk=world.pk).get_absolute_url()


def test_a_mould_prints_values_as_text_decides_by_flags_and_sees_nothing_else_of_the_page() -> None:
    page = Template(
        "{% load newsroom_tags %}"
        '{% compiled "articles/parts/when.html" is_published=at is_updated="" with published=at minutes=3 path=path %}'
    )
    html = page.render(Context({"at": "<b>100 % today</b>", "path": '"/"', "updated": "of the page"}))
    assert "Published &lt;b&gt;100 % today&lt;/b&gt;" in html
    assert "3 min read" in html
    assert 'href="&quot;/&quot;"' in html
    assert "Updated" not in html
    assert "of the page" not in html


@pytest.mark.parametrize("view", ["comments:thread", "comments:story_feed", "articles:report_error"])
def test_the_path_of_what_is_about_a_story_is_that_of_its_view(view: str) -> None:
    for address in ("world/2026/11/gas-runs", "opinion/1999/01/a"):
        assert path_about(view, address) == reverse(view, args=[address])


def test_a_connection_that_the_server_has_ended_is_not_handed_out() -> None:
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}, autocommit=True) as ours:
        check(ours)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [ours.info.backend_pid])
        with pytest.raises(psycopg.OperationalError):
            check(ours)


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-23 10:00:00",
        "2026-11-23 10:00:00.1",
        "2026-11-23 10:00:00.000001",
        "0001-01-01 00:00",
        "9999-12-31 23:59",
    ],
)
def test_a_time_is_read_as_django_reads_it(moment: str) -> None:
    theirs = base.DatabaseWrapper(connection.settings_dict).get_connection_params() | {"cursor_factory": None}
    with psycopg.connect(**theirs, autocommit=True) as plain, connection.cursor() as cursor:
        plain.execute("SET TIME ZONE 'UTC'")
        asked = f"SELECT '{moment}+00'::timestamptz, NULL::timestamptz"
        cursor.execute(asked)
        found, expected = cursor.fetchone(), plain.execute(asked).fetchone()
    assert found == expected
    assert [type(at) for at in found] == [type(at) for at in expected]
    assert found[0].tzinfo is expected[0].tzinfo


@pytest.mark.parametrize("moment", ["infinity", "10000-01-01", "0044-03-15 BC"])
def test_a_time_that_python_does_not_know_is_an_error_as_before(moment: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT '{moment}'::timestamptz")
        with pytest.raises(DataError):
            cursor.fetchone()


def test_the_connection_that_was_given_back_last_is_taken_next() -> None:
    options = connection.settings_dict["OPTIONS"] | {"pool": {"min_size": 2, "max_size": 2}}
    wrapper = DatabaseWrapper(connection.settings_dict | {"OPTIONS": options}, alias="pooled")
    try:
        wrapper.pool.open(wait=True)
        first, second = wrapper.pool.getconn(), wrapper.pool.getconn()
        wrapper.pool.putconn(second)
        wrapper.pool.putconn(first)
        for _ in range(3):
            taken = wrapper.pool.getconn()
            assert taken is first
            wrapper.pool.putconn(taken)
    finally:
        wrapper.close_pool()


def test_a_piece_is_kept_under_its_values_and_the_language() -> None:
    made = []

    @cached_fragment(2)
    def greet(name: str) -> SafeString:
        made.append(name)
        return SafeString(f"{gettext('Comments')}: {name}")

    assert [greet("Ada"), greet("Ada"), greet("Ben")] == ["Comments: Ada", "Comments: Ada", "Comments: Ben"]
    with override("de"):
        assert greet("Ada") == "Kommentare: Ada"
    assert made == ["Ada", "Ben", "Ada"]


def test_words_said_on_every_page_are_those_of_the_language_and_of_their_context() -> None:
    for language in ("en", "de"):
        with override(language):
            assert translations.gettext("Corrections") == gettext("Corrections")
            assert translations.pgettext("byline", "By the") == pgettext("byline", "By the")
            assert translations.label(Article.Kind.OPINION) == str(Article.Kind.OPINION.label)


@pytest.mark.parametrize("pattern", ["D j M Y, H:i", "H:i", "j. F Y", r"\a\t H:i", "r", "D <b>"])
@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("zone", ["UTC", "America/St_Johns", "Pacific/Kiritimati"])
def test_a_clock_says_what_a_filter_of_django_says(zone: str, language: str, pattern: str) -> None:
    with timezone.override(ZoneInfo(zone)), override(language):
        show = time_formatter(pattern)
        for at in (datetime(2026, 3, 29, 0, 59, tzinfo=UTC), datetime(1999, 12, 31, 23, 5, tzinfo=UTC)):
            local = timezone.localtime(at)
            exactly, words = local.isoformat(timespec="seconds"), escape(date_format(local, pattern))
            assert show(at) == f'<time datetime="{exactly}">{words}</time>'


def test_a_day_of_the_archive_is_no_story_of_a_section() -> None:
    assert resolve("/archive/2026/11/23/").view_name == "articles:archive_day"
    assert resolve("/archives/2026/11/23/").view_name == "articles:story"
    assert resolve("/world/2026/11/23/").view_name == "articles:story"
    assert resolve("/world/2026/11/23.md").view_name == "articles:markdown"


def test_a_query_that_leaves_out_one_of_its_values_is_refused() -> None:
    query = PreparedQuery(lambda places: ChartEntry.objects.filter(position__lt=places), int)
    with pytest.raises(ValueError, match="Not every value"):
        query(20)


def test_a_storys_tags_are_of_one_moment(make_story: Any, django_assert_num_queries: Any) -> None:
    make_story(tags=["Moscow", "Ukraine"])  # so that the order they were given in is not that of their keys
    story = Article.objects.get(pk=make_story("Another", tags=["NATO", "Ukraine", "Moscow"]).pk)
    with django_assert_num_queries(1):  # between two, a tag that the first one names may be deleted
        assert [tag.name for tag in story.tag_list] == ["NATO", "Ukraine", "Moscow"]
