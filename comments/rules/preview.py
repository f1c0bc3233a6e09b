"""Preview what all rules say about a text, as if a new reader sent it, without storing or counting anything."""

from dataclasses import dataclass
from time import perf_counter

from django.db import transaction
from django.utils.functional import Promise

from articles.models import Article, Section

from .. import text
from ..models import Commenter, CommentThread, SectionCommentSettings, SiteCommentSettings
from ..models.thread import Premod
from ..policy import Policy
from ..reasons import name_of
from . import Case, Finding, Outcome, Report, Rule, builtin, run


@dataclass(frozen=True)
class RuleVerdict:
    """The finding of one rule and its time in milliseconds; `asked` is False for rules about the form alone."""

    rule: Rule
    finding: Finding | None
    milliseconds: float
    asked: bool = True

    @property
    def name(self) -> str | Promise:
        """Return the name of the rule for moderators."""
        return name_of(self.rule.code)

    @property
    def outcome(self) -> str:
        """Return the outcome that the rule asks for."""
        return self.finding.outcome.name.lower() if self.finding else Outcome.PUBLISH.name.lower()


@dataclass(frozen=True)
class RulePreview:
    """The verdicts of all rules, and the resulting outcome."""

    verdicts: tuple[RuleVerdict, ...]
    outcome: str
    milliseconds: float


def preview_rules(source: str, *, name: str = "", section: Section | None = None) -> RulePreview:
    """Run every rule on `source`, signed `name`, on an open story of `section`. Raises BadTextError.

    The author is a reader without published comments. Rules about the form and rate limits are skipped: there is no
    form.
    """
    read = text.read(source)
    with transaction.atomic():
        # Rules query earlier comments of the author, so there must be a row; it is rolled back.
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
    """Return the policy of an open story of `section`."""
    site = SiteCommentSettings.load()
    own = SectionCommentSettings.objects.filter(section=section).first() if section else None
    premod = own.premod if own and own.premod != Premod.INHERIT else site.premod
    return Policy(closed="", premod=premod, first_n=site.first_n, max_length=site.max_length)
