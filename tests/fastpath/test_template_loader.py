"""Templates put together when they are loaded make the same pages as Django makes of them."""

from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Engine
from django.template.backends.django import get_installed_libraries
from django.utils.translation import override

LOADERS = ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"]

BASE = (
    "<h1>{% block title %}Paper{% endblock %}</h1>{% block main %}{% block top %}-{% endblock %}{% endblock %}.{{ x }}"
)

# What a page is called, and the templates it takes.
PAGES: dict[str, dict[str, str]] = {
    "blocks": {"page": '{% extends "base" %}{% block title %}{{ x }}{% endblock %}{% block top %}top{% endblock %}'},
    "as it was": {"page": '{% extends "base" %}'},
    "a block in a block of the page": {
        "page": '{% extends "base" %}{% block main %}a{% block own %}b{% endblock %}{% endblock %}',
        "leaf": '{% extends "page" %}{% block own %}c{{ x }}{% endblock %}',
    },
    "the nearest wins": {
        "page": '{% extends "base" %}{% block top %}far{% endblock %}{% block title %}t{% endblock %}',
        "leaf": '{% extends "page" %}{% block top %}near{% endblock %}',
    },
    "what the block says otherwise": {
        "page": '{% extends "base" %}{% block title %}{{ block.super }}, page{% endblock %}',
    },
    "an include": {"page": 'a{% include "part" %}b', "part": "<{{ x }}>"},
    "an include with values": {"page": '{% include "part" with x=2 y=x %}{{ x }}{{ y }}', "part": "<{{ x }}{{ y }}>"},
    "an include alone": {"page": '{% include "part" with y=3 only %}', "part": "<{{ x }}{{ y }}>"},
    "an include by a variable": {"page": "{% include name %}", "part": "<{{ x }}>"},
    "an include of what there is not": {"page": '{% if nothing %}{% include "missing" %}{% endif %}a'},
    "an include that extends": {"page": '{% include "part" %}', "part": '{% extends "base" %}'},
    "an include of itself": {"page": '{{ x }}{% if again %}{% include "page" with again=False %}{% endif %}'},
    "in conditions and loops": {
        "page": '{% for y in many %}{% if y == 2 %}{% include "part" %}{% else %}{% include "other" %}{% endif %}'
        "{% empty %}none{% endfor %}",
        "part": "<{{ y }}{{ forloop.counter }}>",
        "other": "{% cycle 'a' 'b' %}",
    },
    "names set in a block": {
        "page": '{% extends "base" %}{% block title %}{% now "Y" as x %}{% endblock %}'
        "{% block main %}{{ x }}{% endblock %}",
    },
    "names set in an include": {
        "page": '{% include "part" %}{{ x }}',
        "part": '{% if 1 %}{% now "Y" as x %}{% endif %}',
    },
    "names set before a block": {
        "page": '{% extends "base" %}{% block main %}{% now "Y" as y %}{% include "part" %}{% endblock %}',
        "part": "{% firstof y %}",
    },
    "what the site says": {
        "page": "{% load i18n %}{% translate 'Corrections' %}{% translate 'By' context 'byline' %}{% translate x %}"
        "{% translate '<b>100 %</b>' %}{% translate 'Corrections'|upper %}{% translate 'Comments' as y %}{{ y }}"
        "{% translate 'Comments' noop %}",
    },
    "words that tags are given": {
        "page": "{% load i18n %}{% include 'part' with label=_('Corrections') %}{% firstof nothing _('<b>By') %}"
        "{{ _('Corrections')|upper }}{% with y=_('Comments') %}{{ y }}{% endwith %}{{ nothing|default:_('Comments') }}"
        "{% blocktranslate with y=_('Comments') %}Open until {{ y }}{% endblocktranslate %}",
        "part": "<{{ label }}>{% for y in many %}{% firstof _('Comments') y %}{% endfor %}",
    },
}


def engine(folder: Path, *, assembling: bool) -> Engine:
    first = "fastpath.template_loader.Loader" if assembling else "django.template.loaders.cached.Loader"
    return Engine(dirs=[str(folder)], loaders=[(first, LOADERS)], libraries=get_installed_libraries())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "base").write_text(BASE)
    return tmp_path


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_the_same(folder: Path, name: str) -> None:
    for template, text in PAGES[name].items():
        (folder / template).write_text(text)
    values = {"x": "<x>", "name": "part", "many": [1, 2, 3], "again": True}
    ours, theirs = engine(folder, assembling=True), engine(folder, assembling=False)
    for page in {"page", *PAGES[name]} & {"page", "leaf"}:
        for language in ("en", "de", "en"):
            with override(language):
                expected = theirs.get_template(page).render(Context(values))
                assert ours.get_template(page).render(Context(values)) == expected


def test_a_page_is_one_list_of_nodes(folder: Path) -> None:
    (folder / "page").write_text('{% extends "base" %}{% block main %}{% include "part" %}{% endblock %}')
    (folder / "part").write_text("<p>{{ x }}</p>")
    names = [type(node).__name__ for node in engine(folder, assembling=True).get_template("page").nodelist]
    assert names == ["TextNode", "VariableNode", "TextNode", "VariableNode"]


def test_one_page_does_not_change_another(folder: Path) -> None:
    (folder / "base").write_text("{% if x %}{% block title %}Paper{% endblock %}{% endif %}")
    (folder / "one").write_text('{% extends "base" %}{% block title %}One{% endblock %}')
    (folder / "two").write_text('{% extends "base" %}{% block title %}Two{% endblock %}')
    ours = engine(folder, assembling=True)
    said = [ours.get_template(name).render(Context({"x": 1})) for name in ("one", "two", "base", "one")]
    assert said == ["One", "Two", "Paper", "One"]


def test_templates_that_are_not_ours_stay_as_they_are(folder: Path) -> None:
    (folder / "page").write_text('{% extends "wagtailadmin/skeleton.html" %}{% block js %}ours{% endblock %}')
    ours = engine(folder, assembling=True)
    assert ours.get_template("page").nodelist is ours.template_loaders[0].as_written("page").nodelist


def test_a_template_that_extends_its_namesake_means_that_of_another_folder(folder: Path) -> None:
    (folder / "wagtailadmin").mkdir()
    (folder / "wagtailadmin" / "skeleton.html").write_text(
        '{% extends "wagtailadmin/skeleton.html" %}{% block titletag %}ours{% endblock %}'
    )
    (folder / "page").write_text('{% extends "wagtailadmin/skeleton.html" %}{% block js %}page{% endblock %}')
    ours = engine(folder, assembling=True)
    for name in ("wagtailadmin/skeleton.html", "page"):
        assert ours.get_template(name).nodelist is ours.template_loaders[0].as_written(name).nodelist


def test_who_works_on_a_template_gets_it_as_it_is_written(folder: Path, settings: Any) -> None:
    settings.DEBUG = True
    (folder / "page").write_text('{% extends "base" %}')
    names = [type(node).__name__ for node in engine(folder, assembling=True).get_template("page").nodelist]
    assert names == ["ExtendsNode"]


def test_what_is_changed_is_read_anew_after_a_reset(folder: Path) -> None:
    (folder / "page").write_text("old")
    ours = engine(folder, assembling=True)
    assert ours.get_template("page").render(Context()) == "old"
    (folder / "page").write_text("new")
    ours.template_loaders[0].reset()
    assert ours.get_template("page").render(Context()) == "new"
