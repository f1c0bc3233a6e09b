"""The rules that look at every new text and every edit before anybody else does."""

from .case import Case, Form
from .outcome import Finding, Outcome
from .rule import Rule
from .runner import VERSION, Report, run

__all__ = ["VERSION", "Case", "Finding", "Form", "Outcome", "Report", "Rule", "run"]
