"""Transactional mail: one message to one person, caused by an action of theirs or one that concerns them."""

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

LONGEST_SUBJECT = 300  # longer ones are cut off anyway

_CONTROL = dict.fromkeys(set(range(32)) - {9, 10, 13})  # PostgreSQL stores no NUL; no mail program shows the others

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)


def send_transactional(kind: str, *, to: str, context: dict[str, Any], language: str | None = None) -> OutgoingMail:
    """Queue a mail of `kind` to the address `to` in the caller's transaction; the worker sends it within a second.

    A rollback discards it. For a suppressed address the row says so and is not sent. `language` is that of the reader,
    by default that of the paper. Raises ValidationError if `to` is not one bare address, and LookupError if
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
    """Render one template of `kind`, with HTML escaping unless `plain`."""
    template: Any = get_template(f"{kind.template}.{ending}")
    rendered = str(template.template.render(Context(context, autoescape=not plain)))
    return rendered.translate(_CONTROL)
