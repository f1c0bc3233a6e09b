"""Old addresses, which redirect to what they used to show."""

from django.db import models
from django.db.models import Func, IntegerField


class OldAddressQuerySet(models.QuerySet["OldAddress"]):
    """Store, find and remove old addresses."""

    def find(self, path: str) -> "OldAddress | None":
        """Return the old address at `path`, with its target, or None."""
        return self.filter(path=path).select_related(*OldAddress.TARGETS).first()

    def redirect(self, target: models.Model, path: str) -> None:
        """Redirect `path` to `target` from now on."""
        field = OldAddress.field_for(target)
        self.update_or_create(path=path, defaults={**dict.fromkeys(OldAddress.TARGETS), field: target})

    def taken_by_another(self, path: str, target: models.Model) -> bool:
        """Return whether `path` redirects to something other than `target`."""
        held = self.filter(path=path)
        return held.exclude(**{OldAddress.field_for(target): target.pk}).exists() if target.pk else held.exists()

    def remove(self, path: str) -> None:
        """Remove the redirect at `path`: a page has this address again."""
        self.filter(path=path).delete()


class OldAddress(models.Model):
    """A path that redirects for ever to what it used to show. Exactly one target is set."""

    TARGETS = ("article", "section", "tag", "profile", "simplepage")

    path = models.CharField(max_length=1000, unique=True)
    article = models.ForeignKey("articles.Article", null=True, on_delete=models.CASCADE, related_name="old_addresses")
    section = models.ForeignKey("articles.Section", null=True, on_delete=models.CASCADE, related_name="old_addresses")
    tag = models.ForeignKey("articles.Tag", null=True, on_delete=models.CASCADE, related_name="old_addresses")
    profile = models.ForeignKey("articles.Profile", null=True, on_delete=models.CASCADE, related_name="old_addresses")
    simplepage = models.ForeignKey(
        "articles.SimplePage", null=True, on_delete=models.CASCADE, related_name="old_addresses"
    )
    since = models.DateTimeField(auto_now_add=True)

    objects = OldAddressQuerySet.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name_plural = "old addresses"
        constraints = [
            models.CheckConstraint(
                name="articles_oldaddress_one_target",
                condition=models.lookups.Exact(
                    Func(
                        "article", "section", "tag", "profile", "simplepage",
                        function="num_nonnulls",
                        output_field=IntegerField(),
                    ),
                    1,
                ),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.path

    @classmethod
    def field_for(cls, target: models.Model) -> str:
        """Return the name of the field that points at things like `target`."""
        return str(target._meta.model_name)

    @property
    def target(self) -> models.Model:
        """Return the object that the address redirects to."""
        return next(target for name in self.TARGETS if (target := getattr(self, name)) is not None)
