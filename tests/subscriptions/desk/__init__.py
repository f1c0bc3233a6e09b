"""Tests of subscriptions/desk."""
