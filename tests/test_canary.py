"""`make canary` asks for the newest of everything that the paper needs."""

import pytest

from tests.canary import requirements, without_upper_bounds


@pytest.mark.parametrize(
    ("written", "newest"),
    [
        ("Django>=5.2,<5.3", "Django>=5.2"),
        ("psycopg[binary,pool]>=3.2", "psycopg[binary,pool]>=3.2"),
        ("soupsieve<3", "soupsieve"),
        ("nh3", "nh3"),
        ("granian>=2.5,!=2.6,<=3", "granian>=2.5,!=2.6"),
        ("wagtail~=8.0", "wagtail"),
        ("idna==3.1", "idna"),
    ],
)
def test_upper_bounds_are_lifted(written: str, newest: str) -> None:
    assert without_upper_bounds(written) == newest


def test_it_asks_for_what_the_paper_and_its_tests_need() -> None:
    names = {one.partition(">")[0].lower() for one in requirements()}
    assert {"django", "wagtail", "procrastinate[django]", "pytest", "django-anymail"} <= names
