"""Validators of slugs and of plain text."""

from django.core.validators import ProhibitNullCharactersValidator, RegexValidator
from django.utils.translation import gettext_lazy as _

SLUG_RULES = [
    RegexValidator(
        r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
        _("Use small letters, digits and single hyphens, such as “gas-storage”."),
    )
]

CLEAN_TEXT = [
    ProhibitNullCharactersValidator(),
    RegexValidator(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u2028\u2029]",
        _("Remove the control character (it may have come with pasted text)."),
        inverse_match=True,
    ),
]
