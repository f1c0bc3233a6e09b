"""Block optional imports of libraries that the paper does not use: they would take 16 MB of every process.

Each library tries the import and works without it, so the module is made to look as if it were not installed.
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


def block_unused_imports(email_url: str) -> None:
    """Make these imports fail from now on; those of mail providers only if `email_url` names none."""
    for name in LEFT_OUT if email_url.startswith("anymail") else LEFT_OUT + OF_PROVIDERS:
        sys.modules.setdefault(name, None)  # type: ignore[arg-type]  # what the import system takes for missing
