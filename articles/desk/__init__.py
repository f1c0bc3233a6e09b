"""The desk: how the editorial board works on stories in the Wagtail admin."""
