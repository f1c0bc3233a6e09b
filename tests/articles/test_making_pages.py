"""What makes pages cheap makes the same pages: instances without constructors, moulds, addresses, connections."""

from typing import Any

import psycopg
import pytest
from django.db import connection, models
from django.template import Context, Template
from django.urls import reverse

from articles.addresses import path_about
from articles.models import Article, ChartEntry, NewsImage, Profile, Section, SimplePage, Tag
from articles.models.addressed import Addressed
from articles.prepared import Prepared
from articles.quickly_made import QuicklyMade
from newsroom.database.base import check

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("only", [None, ("pk",)])
@pytest.mark.parametrize("kind", [Article, NewsImage, Profile, Section, SimplePage, Tag])
def test_an_instance_made_without_its_constructor_is_the_same(
    kind: Any, only: Any, make_story: Any, image: Any
) -> None:
    make_story(tags=["NATO"], lead_image=image)
    SimplePage.objects.create(name="About us", slug="about-us", body=[("paragraph", "<p>We print.</p>")])
    found = kind._base_manager.only(*only or []).first() if only else kind._base_manager.first()
    assert isinstance(found, QuicklyMade)
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
        '{% mould "articles/parts/when.html" is_published=at is_updated="" with published=at minutes=3 path=path %}'
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


def test_a_query_that_leaves_out_one_of_its_values_is_refused() -> None:
    query = Prepared(lambda places: ChartEntry.objects.filter(position__lt=places), int)
    with pytest.raises(ValueError, match="Not every value"):
        query(20)
