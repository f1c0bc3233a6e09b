"""The rules that look at every new text and every edit before anybody else does."""

from .case import Case, SubmissionGuards
from .outcome import Finding, Outcome
from .rule import Rule
from .runner import VERSION, Report, run

__all__ = ["VERSION", "Case", "Finding", "Outcome", "Report", "Rule", "SubmissionGuards", "run"]
