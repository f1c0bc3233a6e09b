"""C9: a rule that raises, hangs or returns rubbish makes the comment held: never published, never lost, never stuck."""

import time
from contextlib import suppress
from typing import Any

import pytest
from django.db import connection

from comments import rules
from comments.models import Comment
from comments.rules import Finding, Outcome, Rule
from comments.rules import builtin as all_rules
from tests.comments.writing import say


class Broken(Rule):
    """A faulty rule."""

    code = "broken"
    budget = 0.2

    def __init__(self, **how: Any) -> None:
        for name, function in how.items():
            setattr(self, name, function)

    def check(self, case: Any, facts: Any) -> Finding | None:
        return None


def fail(*_: Any) -> None:
    raise RuntimeError("out of order")


def leave(*_: Any) -> None:
    raise SystemExit


def hang(*_: Any) -> None:
    while True:
        pass


def swallow(*_: Any) -> None:
    while True:
        with suppress(Exception):
            time.sleep(0.01)


def ask_for_long(*_: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(60)")


def ask_nonsense(*_: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


PHASES = {
    "gather raises": ({"gather": fail}, "rule_failed"),
    "gather asks for long": ({"gather": ask_for_long}, "rule_failed"),
    "gather asks nonsense": ({"gather": ask_nonsense}, "rule_failed"),
    "check raises": ({"check": fail}, "rule_failed"),
    "check leaves": ({"check": leave}, "rule_failed"),
    "check hangs": ({"check": hang}, "rule_overran"),
    "check hangs and swallows": ({"check": swallow}, "rule_overran"),
    "check asks the database": ({"check": ask_nonsense}, "rule_failed"),
    "check says True": ({"check": lambda *_: True}, "rule_rubbish"),
    "check says publish": ({"check": lambda *_: "publish"}, "rule_rubbish"),
    "an outcome of its own": ({"check": lambda *_: Finding(-1, "broken")}, "rule_rubbish"),
    "a code that is none": ({"check": lambda *_: Finding(Outcome.PUBLISH, None)}, "rule_rubbish"),
    "a detail that cannot be kept": ({"check": lambda *_: Finding(Outcome.REPORT, "x", {"a": {1}})}, "rule_rubbish"),
}


@pytest.mark.parametrize("phase", PHASES)
def test_c9_a_broken_rule_means_hold(
    story: Any, ada: Any, open_house: None, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    """C9, with a fault in each phase; all other rules still run."""
    how, code = PHASES[phase]
    monkeypatch.setattr(all_rules, "RULES", (Broken(**how), *all_rules.RULES))
    comment = say(story, ada, "See https://a.example and https://b.example for it.")
    assert comment.status == "held"
    assert {reason.code for reason in comment.current_revision.reasons.all()} == {code, "links"}
    assert Comment.objects.visible().count() == 0


def test_c9_the_most_severe_finding_counts() -> None:
    """C9's other half: a hold never softens a refusal."""
    found = [Finding(outcome, outcome.name.lower()) for outcome in (Outcome.HOLD, Outcome.REJECT, Outcome.REPORT)]
    report = rules.Report.of(found)
    assert (report.outcome, report.findings[0].code) == (Outcome.REJECT, "reject")
    assert rules.Report.of([]).outcome == Outcome.PUBLISH
