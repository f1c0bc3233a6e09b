"""Normalisation, hashing and masking of mail addresses. No other module parses an address."""

import hashlib
import hmac
import re

import idna
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

RESERVED = (".example", ".invalid")
LONGEST, LONGEST_LOCAL = 254, 64  # octets; RFC 5321 §4.5.3.1, RFC 3696 erratum 1690

# A dot-atom (RFC 5321 §4.1.2). Quoted local parts and those beyond ASCII are valid but hardly ever work.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# Providers whose addresses a.b+c@ and ab@ are the same mailbox: for limits and comparison, never for sending.
_SAME_DOMAIN = {"googlemail.com": "gmail.com"}
_DOTS_IGNORED = frozenset({"gmail.com"})
_PLUS_IGNORED = frozenset(
    {
        "gmail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "icloud.com", "me.com", "mac.com",
        "fastmail.com", "fastmail.fm", "proton.me", "protonmail.com", "pm.me", "mailbox.org", "posteo.de", "yandex.com",
        "zoho.com",
    }
)  # fmt: skip


def normalise(address: str) -> str:
    """Return `address` as it is stored and compared: in lower case, its domain in IDNA 2008's ASCII form (RFC 5891).

    Raises ValidationError, with a sentence for its owner, if this is not one bare address that mail can reach.
    """
    local, domain = _parts(address)
    return f"{local.lower()}@{domain}"


def deliverable(address: str) -> str:
    """Return `address` as an envelope holds it: the local part as its owner wrote it, the domain in ASCII.

    Raises ValidationError as `normalise` does.
    """
    local, domain = _parts(address)
    return f"{local}@{domain}"


def comparable(address: str) -> str:
    """Return one spelling for all addresses of a mailbox: without dots and +words where the provider ignores them.

    Only for limits and comparison, never as a person's identity.
    """
    local, _at, domain = normalise(address).rpartition("@")
    domain = _SAME_DOMAIN.get(domain, domain)
    if domain in _PLUS_IGNORED:
        local = local.partition("+")[0] or local
    if domain in _DOTS_IGNORED:
        local = local.replace(".", "") or local
    return f"{local}@{domain}"


def is_reserved(address: str) -> bool:
    """Return whether the domain of `address` is reserved for examples, as in the demo, without mail (RFC 2606 §2)."""
    return address.lower().endswith(RESERVED)


def address_hash(normalised: str) -> str:
    """Return the keyed hash (HMAC-SHA-256, 64 hex digits) that stands for a normalised address once it is deleted.

    Keyed by ADDRESS_HASH_KEY, which outlives rotations of SECRET_KEY: a suppression must hold for ever.
    """
    return hmac.new(settings.ADDRESS_HASH_KEY.encode(), normalised.encode(), hashlib.sha256).hexdigest()


def masked(address: str) -> str:
    """Return `address` masked, so that only its owner recognises it: j…@example.org."""
    local, _at, domain = address.rpartition("@")
    return f"{local[:1]}…@{domain}" if local else "…"


def _parts(address: str) -> tuple[str, str]:
    address = address.strip(" ")
    if _CONTROL.search(address):
        raise ValidationError(_("An address is one line without control characters."), "control")
    if any(character in address for character in ',;<>"()[]\\ ') or address.count("@") != 1:
        raise ValidationError(_("Write one address and nothing else, such as jane@example.org."), "one")
    if len(address.encode("utf-8", "replace")) > LONGEST:
        raise ValidationError(_("This address is too long for mail to reach it."), "long")
    local, _at, domain = address.partition("@")
    if not local.isascii():
        raise ValidationError(_("Before the @ we can only write to plain letters, digits and signs."), "local")
    if len(local) > LONGEST_LOCAL or not _LOCAL.fullmatch(local):
        raise ValidationError(_("Something is wrong before the @ of this address."), "local")
    try:
        ascii_domain = idna.encode(domain, uts46=True, std3_rules=True).decode().lower()
    except (idna.IDNAError, UnicodeError):
        raise ValidationError(_("Something is wrong after the @ of this address."), "domain") from None
    labels = ascii_domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or len(local) + 1 + len(ascii_domain) > LONGEST:
        raise ValidationError(_("Something is wrong after the @ of this address."), "domain")
    return local, ascii_domain
