"""Run all rules on a text. If anything fails the text is held: never published, never lost."""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeGuard

from django.db import connection, transaction

from . import builtin
from .case import Case
from .outcome import Finding, Outcome
from .rule import Rule
from .time_budget import OverrunError, call_within

logger = logging.getLogger(__name__)

VERSION = 1  # incremented when the rules change
FAILED, OVERRAN, RUBBISH = "rule_failed", "rule_overran", "rule_rubbish"


@dataclass(frozen=True)
class Report:
    """The findings of all rules, and the resulting outcome."""

    outcome: Outcome
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, findings: Iterable[Finding]) -> "Report":
        """Return the report of these findings: the most severe outcome counts."""
        findings = tuple(sorted(findings, key=lambda finding: -finding.outcome))
        return cls(findings[0].outcome if findings else Outcome.PUBLISH, findings)


def run(case: Case, rules: Sequence[Rule] | None = None) -> Report:
    """Run every rule on the text.

    Call it outside the transaction that saves the text, so that rate limits are counted at once.
    """
    if rules is None:
        rules = builtin.RULES
    asked = [rule for rule in rules if case.guards or not rule.of_form]
    return Report.of(finding for rule in asked for finding in _ask(rule, case))


def _ask(rule: Rule, case: Case) -> Iterator[Finding]:
    """Yield the finding of `rule`, if any, or a finding that the rule failed."""
    try:
        facts = None
        if type(rule).gather is not Rule.gather or "gather" in vars(rule):
            with _statements_within(rule.budget):
                facts = rule.gather(case)
        found = call_within(rule.budget, rule.check, case, facts)
    except OverrunError:
        yield _wrong(rule, OVERRAN)
    except Exception:
        logger.exception("The rule %s failed; the comment is held", rule.code)
        yield _wrong(rule, FAILED)
    else:
        if _is_finding(found):
            yield found
        elif found is not None:
            yield _wrong(rule, RUBBISH)


def _wrong(rule: Rule, what: str) -> Finding:
    return Finding(Outcome.HOLD, what, {"rule": rule.code})


def _is_finding(found: object) -> TypeGuard[Finding]:
    """Return whether `found` is a valid finding that can be stored."""
    if not (isinstance(found, Finding) and isinstance(found.outcome, Outcome) and isinstance(found.code, str)):
        return False
    try:
        json.dumps(found.detail)
    except (TypeError, ValueError, RecursionError):
        return False
    return isinstance(found.detail, dict) and 0 < len(found.code) <= 40


@contextmanager
def _statements_within(seconds: float) -> Iterator[None]:
    """Cancel database queries that take longer than `seconds`. A failed query only rolls back this block."""
    with transaction.atomic(), _Timeout(seconds):
        yield


class _Timeout:
    """Set the statement timeout on the first query only: most rules have none."""

    def __init__(self, seconds: float) -> None:
        self.milliseconds = max(1, int(seconds * 1000))
        self.set = False

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self.set:
            self.set = True
            context["cursor"].execute("SELECT set_config('statement_timeout', %s, true)", [str(self.milliseconds)])
        return execute(sql, params, many, context)

    def __enter__(self) -> None:
        self.wrapper = connection.execute_wrapper(self)
        self.wrapper.__enter__()

    def __exit__(self, *error: Any) -> None:
        self.wrapper.__exit__(*error)
        if self.set and error[0] is None:  # after an error the rollback to the savepoint resets it
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', '0', true)")
