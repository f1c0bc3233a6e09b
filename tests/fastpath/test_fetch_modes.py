"""Django 6.1 lets a queryset say how a field that was not read with its row is read later: our instances obey."""

from typing import Any

import pytest

from articles.models import Article, NewsImage, Profile, Section, SimplePage, Tag

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", [Article, NewsImage, Profile, Section, SimplePage, Tag])
def test_an_instance_keeps_the_mode_it_is_made_with(kind: Any) -> None:
    mode = object()
    assert kind.from_db("default", ["id"], [1], fetch_mode=mode)._state.fetch_mode is mode
