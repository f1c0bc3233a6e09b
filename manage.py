#!/usr/bin/env python
"""Django's command line for Newsroom."""

import os
import sys


def main() -> None:
    """Run a management command; a bad setting stops it with one line that names the setting."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.development")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Newsroom cannot start: {error}")


if __name__ == "__main__":
    main()
