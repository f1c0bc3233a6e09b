"""Tests of the package that makes pages cheap."""
