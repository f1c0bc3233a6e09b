"""Measures what the paper does, in this process: queries, time, and the weight of what is answered.

A subject is a module here with a `TITLE` and `cases()`; a new one is named in SUBJECTS. What its cases
write is taken back.
"""

from typing import Protocol

from . import comments, desk, found, reader_pages
from .measuring import Case, Cases, Measured, machine, measure, taken_back

__all__ = ["SUBJECTS", "Case", "Cases", "Measured", "Subject", "machine", "measure", "taken_back"]


class Subject(Protocol):
    """One part of the paper, and what of it is measured."""

    TITLE: str

    def cases(self) -> Cases:
        """Yield what is measured; may write what it needs first. Nothing where the paper has nothing to measure."""


SUBJECTS: tuple[Subject, ...] = (reader_pages, found, desk, comments)
