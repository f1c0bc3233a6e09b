"""Tests of comments/desk."""
