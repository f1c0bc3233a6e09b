"""The model of the project."""

from django.db import models

from fastpath import CacheTagged, PreparedQuery


class Note(CacheTagged):
    """A note on the board."""

    cache_tag_prefix = "note"

    board = models.IntegerField()
    text = models.TextField()

    class Meta:
        app_label = "alone"


on_board = PreparedQuery(lambda board: Note.objects.filter(board=board).order_by("pk"), int)
