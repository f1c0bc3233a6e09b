"""The number of reads of each story per hour."""

from django.db import models


class ArticleReads(models.Model):
    """The number of reads of a story within the hour that begins at `hour` (UTC).

    Old hours of a day are added up in its first hour by `articles.reads.totals.fold`.
    Nothing is stored about the reader.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="reads", db_index=False)
    hour = models.DateTimeField()
    reads = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "reads"
        default_permissions = ()
        constraints = [
            # also used by the desk: the reads of given stories
            models.UniqueConstraint(fields=["article", "hour"], name="articlereads_once_an_hour")
        ]
        indexes = [models.Index(fields=["hour"], name="articlereads_by_hour")]  # the charts; the upkeep

    def __str__(self) -> str:
        return f"{self.reads} at {self.hour:%Y-%m-%d %H}"
