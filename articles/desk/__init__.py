"""The desk: the Wagtail admin as the editors use it."""
