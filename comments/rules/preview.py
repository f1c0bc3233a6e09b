"""Trying a text on all rules, as if somebody new sent it, without keeping or counting anything."""

from dataclasses import dataclass
from time import perf_counter
from typing import Any

from django.db import transaction

from articles.models import Article, Section

from .. import text
from ..models import Commenter, CommentThread, SectionCommentSettings, SiteCommentSettings
from ..models.thread import Premod
from ..policy import Policy
from ..reasons import name_of
from . import Case, Finding, Outcome, Report, Rule, builtin, run


@dataclass(frozen=True)
class RuleVerdict:
    """What one rule said, and how long it took in milliseconds; `asked` is False for those about the form alone."""

    rule: Rule
    finding: Finding | None
    milliseconds: float
    asked: bool = True

    @property
    def name(self) -> Any:
        """The rule's name."""
        return name_of(self.rule.code)

    @property
    def outcome(self) -> str:
        """What it asks for."""
        return self.finding.outcome.name.lower() if self.finding else Outcome.PUBLISH.name.lower()


@dataclass(frozen=True)
class RulePreview:
    """What all rules said, and what would become of the text."""

    verdicts: tuple[RuleVerdict, ...]
    outcome: str
    milliseconds: float


def preview_rules(source: str, *, name: str = "", section: Section | None = None) -> RulePreview:
    """Ask every rule about `source`, sent under `name` to an open story of `section`. Raises BadTextError.

    The sender is somebody of whom nothing is published yet. Rules about the form and how often somebody writes are not
    asked: there is no form.
    """
    read = text.read(source)
    with transaction.atomic():
        # Rules compare with what the person wrote before, so there has to be one; nothing of it is kept.
        author = Commenter.objects.create(display_name=name)
        thread = CommentThread(article=Article(section=section))
        case = Case(read, author, thread, _policy(section))
        verdicts = tuple(_ask(rule, case) for rule in builtin.RULES)
        transaction.set_rollback(True)
    report = Report.of(verdict.finding for verdict in verdicts if verdict.finding)
    return RulePreview(verdicts, report.outcome.name.lower(), sum(verdict.milliseconds for verdict in verdicts))


def _ask(rule: Rule, case: Case) -> RuleVerdict:
    if rule.of_form:
        return RuleVerdict(rule, None, 0, asked=False)
    started = perf_counter()
    findings = run(case, [rule]).findings
    return RuleVerdict(rule, findings[0] if findings else None, (perf_counter() - started) * 1000)


def _policy(section: Section | None) -> Policy:
    """Return what is in force for an open story of `section`."""
    site = SiteCommentSettings.load()
    own = SectionCommentSettings.objects.filter(section=section).first() if section else None
    premod = own.premod if own and own.premod != Premod.INHERIT else site.premod
    return Policy(closed="", premod=premod, first_n=site.first_n, max_length=site.max_length)
