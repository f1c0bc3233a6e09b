"""How often stories are read."""

from django.db import models


class ArticleReads(models.Model):
    """Reads of a story within an hour, which begins at `hour` (UTC).

    Old hours of a day are folded into its first one by `articles.reads.totals.fold`.
    Nothing is kept about the reader.
    """

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="reads", db_index=False)
    hour = models.DateTimeField()
    reads = models.PositiveIntegerField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "reads"
        default_permissions = ()
        constraints = [
            # also serves what the desk asks: the reads of these stories
            models.UniqueConstraint(fields=["article", "hour"], name="articlereads_once_an_hour")
        ]
        indexes = [models.Index(fields=["hour"], name="articlereads_by_hour")]  # what is popular; what is to be folded

    def __str__(self) -> str:
        return f"{self.reads} at {self.hour:%Y-%m-%d %H}"
