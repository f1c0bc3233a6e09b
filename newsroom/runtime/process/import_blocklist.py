"""What libraries of ours load if it happens to be installed, and this paper has no use for: 16 MB of every process.

Each tries to import it and does without where it is missing; so it seems to be missing.
"""

import sys

LEFT_OUT = (
    "html5lib",  # beautifulsoup4, likewise lxml: we ask for Python's own parser
    "lxml",
    "pillow_heif",  # willow, for pictures in HEIC: not among WAGTAILIMAGES_EXTENSIONS
    "pygments",  # djangorestframework, likewise yaml: Wagtail uses its serialisers alone
    "yaml",
)
OF_PROVIDERS = (
    "requests",  # djangorestframework, too, but django-anymail speaks to providers with it
    "charset_normalizer",  # beautifulsoup4, to guess the encoding of bytes: we give it text; requests wants it
)


def leave_out(email_url: str) -> None:
    """Let none of them be loaded from now on, unless `email_url` names a provider to which mail goes by HTTP."""
    for name in LEFT_OUT if email_url.startswith("anymail") else LEFT_OUT + OF_PROVIDERS:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # what the import system takes for missing
