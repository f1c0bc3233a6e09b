"""Transactional mail: what one person is sent because of what they, or somebody about them, just did."""

from typing import Any

import css_inline
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

from . import suppression
from .addresses import address_hash, deliverable, normalise
from .kinds import Kind, kind_named
from .letterhead import letterhead
from .message import one_line
from .models import OutgoingMail

LONGEST_SUBJECT = 300  # what is longer helps nobody

_CONTROL = dict.fromkeys(set(range(32)) - {9, 10, 13})  # nothing that can be kept, or read

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


def send_transactional(kind: str, *, to: str, context: dict[str, Any], language: str | None = None) -> OutgoingMail:
    """Write a mail of `kind` to the address `to` into the caller's transaction; the worker sends it within a second.

    If the transaction is undone there was no mail. A suppressed address gets none: the row says so. `language` is that
    of the reader, the paper's unless given. Raises ValidationError if `to` is not one bare address, and LookupError if
    no app declares `kind`.
    """
    declared = kind_named(kind)
    hashed = address_hash(normalise(to))
    mail = OutgoingMail(kind=kind, to_email=deliverable(to), address_hash=hashed)
    head = letterhead()
    with translation.override(language or head.language or translation.get_language()):
        known = {**head.context, **context, "mail": mail}
        mail.subject = one_line(_render(declared, "subject.txt", known, plain=True))[:LONGEST_SUBJECT]
        if suppression.is_suppressed(hashed, declared.suppressed_by):
            mail.state, mail.to_email = OutgoingMail.State.SUPPRESSED, ""
        else:
            mail.text = _render(declared, "txt", known, plain=True).strip() + "\n"
            mail.html = _inliner.inline(_render(declared, "html", known, plain=False))
            mail.headers = {name: one_line(pattern.format_map(known)) for name, pattern in declared.headers.items()}
    mail.save()
    return mail


def _render(kind: Kind, ending: str, context: dict[str, Any], *, plain: bool) -> str:
    """Render one template of `kind`. Escaped for HTML unless `plain`, where entities would be read as such."""
    template: Any = get_template(f"{kind.template}.{ending}")
    rendered = str(template.template.render(Context(context, autoescape=not plain)))
    return rendered.translate(_CONTROL)
