"""Rules that check every new or edited comment before it is published."""

from .case import Case, SubmissionGuards
from .outcome import Finding, Outcome
from .rule import Rule
from .runner import VERSION, Report, run

__all__ = ["VERSION", "Case", "Finding", "Outcome", "Report", "Rule", "SubmissionGuards", "run"]
