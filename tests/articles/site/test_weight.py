"""No page weighs more than a reader on a slow line should carry."""

import pytest
from django.test import Client

from newsroom.bench.page_weight import weigh

pytestmark = pytest.mark.django_db


def test_every_page_type_keeps_to_the_budget(pages):
    client = Client()
    weights = {name: weigh(response.content, client) for name, response in pages.items()}
    assert {name: weight for name, weight in weights.items() if not weight.is_light} == {}
    assert all(weight.css and weight.html for weight in weights.values())
    assert weights["story"].js > 0
