"""Collect the tests of a version of Django only where it is installed."""

import django

collect_ignore = [] if django.VERSION >= (6, 1) else ["test_fetch_modes_of_6_1.py"]
