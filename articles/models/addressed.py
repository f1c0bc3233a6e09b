"""What sections, tags, profiles and simple pages share: an address made of a slug, that never dies."""

from functools import lru_cache
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import NoReverseMatch, get_script_prefix, reverse

from fastpath.instances import FastInstance

from ..validators import CLEAN_TEXT, SLUG_RULES
from .address import OldAddress


@lru_cache(maxsize=10_000)
def _path(kind: Any, slug: str, _prefix: str) -> str:
    """Return the path of the thing of this kind with this slug; pages ask for the same ones again and again."""
    return kind.path_for(slug)


class Addressed(FastInstance):
    """A thing with a page of its own. When its slug changes, the old address redirects for ever."""

    name = models.CharField(max_length=120, unique=True, validators=CLEAN_TEXT)
    slug = models.SlugField(
        max_length=120, unique=True, validators=SLUG_RULES, help_text="The last part of its address."
    )

    address_view: str  # the view that shows it, as named in articles.urls
    _stored_slug = ""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @classmethod
    def from_db(cls, db: str | None, field_names: Any, values: Any, *, fetch_mode: Any = None) -> Self:
        """Remember the slug as stored, to see later whether it changed."""
        instance: Self = super().from_db(db, field_names, values, fetch_mode=fetch_mode)
        instance._stored_slug = instance.__dict__.get("slug", "")
        return instance

    @classmethod
    def path_for(cls, slug: str) -> str:
        """Return the path that a thing with this slug has."""
        return reverse(f"articles:{cls.address_view}", args=[slug])

    def get_absolute_url(self) -> str:
        """Return the path of its page."""
        kind: Any = type(self)
        return _path(kind, self.slug, get_script_prefix())

    def clean(self) -> None:
        """Refuse a slug whose address still leads somewhere else."""
        super().clean()
        try:
            path = self.path_for(self.slug)
        except NoReverseMatch:
            return  # the field's own rules say what is wrong with this slug
        if OldAddress.objects.held_by_another(path, self):
            raise ValidationError(
                {"slug": "This address used to belong to something else and still leads there. Choose another."}
            )

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep the old address if the slug changed."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self._stored_slug != self.slug:
                OldAddress.objects.give_up(self.get_absolute_url())
                if self._stored_slug:
                    OldAddress.objects.keep(self, self.path_for(self._stored_slug))
        self._stored_slug = self.slug
