"""The forms of stories and pictures in the admin."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from itertools import chain
from typing import Any

from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Model, Value
from django.db.models.functions import Upper
from django.forms import BoundField, ModelChoiceField
from django.forms.formsets import TOTAL_FORM_COUNT
from django.utils import timezone
from PIL import Image
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import BaseChooser
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from ..models import Tag, related_objects
from ..services import readiness

LONGEST_SIDE = 20_000  # pixels
MOST_ROWS = 200  # of bylines, sources, links
FARTHEST = timedelta(days=365 * 100)  # Python's calendar ends with the year 9999


class ReadableForm(WagtailAdminModelForm):
    """Answer 400 to malformed field data, which would raise exceptions in Wagtail's blocks and choosers."""

    _choices_fetched = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._refuse_endless_lists()

    def is_valid(self) -> bool:
        """Validate the fields, with the chosen objects read in one query per model."""
        self._refuse_unreadable_choices()
        with related_objects.cached(self.instance):
            self._fetch_choices()
            return bool(super().is_valid())

    def _widget_data_value(self, widget: Any, html_name: str) -> Any:
        """Read one field; raise BadRequest if its data is malformed, which Wagtail's blocks do not check."""
        try:
            return super()._widget_data_value(widget, html_name)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise BadRequest(f"The field “{html_name}” cannot be read.") from error

    def _all_fields(self) -> Iterator[BoundField]:
        """Yield the fields of this form and of the rows of its formsets."""
        rows = chain.from_iterable(self.formsets.values()) if hasattr(self, "formsets") else ()
        yield from chain(self, *rows)

    def _fetch_choices(self) -> None:
        """Read the chosen objects from the cache of related objects or with one query per model, once.

        Otherwise each field would query its own object.
        """
        if self._choices_fetched:
            return
        self._choices_fetched = True
        chosen: dict[type[Model], dict[int, list[ModelChoiceField]]] = {}
        for bound in self._all_fields():
            if isinstance(bound.field, ModelChoiceField) and not bound.field.queryset.query.where:
                for key in related_objects.submitted_key(bound.data):
                    chosen.setdefault(bound.field.queryset.model, {}).setdefault(key, []).append(bound.field)
        for model, by_key in chosen.items():
            for key, thing in related_objects.get_many(model, by_key).items():
                for field in by_key[key]:
                    vars(field)["to_python"] = partial(_chosen, thing)

    def _refuse_endless_lists(self) -> None:
        """Raise BadRequest if a formset claims too many rows, before a form is made for each."""
        for name, rows in getattr(self, "formsets", {}).items():
            claimed = rows.management_form.is_valid() and rows.management_form.cleaned_data[TOTAL_FORM_COUNT]
            if claimed > MOST_ROWS:
                raise BadRequest(f"The list “{name}” has {claimed:,} rows; there may be {MOST_ROWS}.")

    def _refuse_unreadable_choices(self) -> None:
        """Raise BadRequest if the value of a chooser, here or in a formset, is not a number."""
        for field in self._all_fields():
            if isinstance(field.field.widget, BaseChooser) and field.data and not str(field.data).isdecimal():
                raise BadRequest(f"The field “{field.html_name}” cannot be read.")


def _chosen(thing: Model, _key: Any) -> Model:
    """Return `thing`, in place of a lookup by the submitted key."""
    return thing


class ArticleForm(ReadableForm):
    """The form of a story. On publishing, it shows at each field what is missing."""

    _readiness_checked = False

    @property
    def publishing(self) -> bool:
        """Return whether the editor pressed “Publish”, for now or for a scheduled time."""
        return "action-publish" in self.data

    def is_valid_as_draft(self) -> bool:
        """Return whether the text can be saved as a draft."""
        return bool(super().is_valid())

    def is_valid(self) -> bool:
        """Validate the fields, and before publishing the readiness, once: Wagtail calls this twice."""
        if not super().is_valid():
            return False
        if self.publishing and not self._readiness_checked:
            self._readiness_checked = True
            story = self.save(commit=False)
            for field, sentence in readiness.missing(story):
                self._add_message(field, sentence)
            if reason := readiness.embargo_reason(story):
                self._add_message("embargo_until", reason)
        return bool(super().is_valid())

    def _add_message(self, field: str, sentence: str) -> None:
        """Add an error at `field`, at its formset, or at the top of the form."""
        if field in self.formsets:
            self.formsets[field].non_form_errors().append(sentence)
        else:
            self.add_error(field if field in self.fields else None, sentence)

    def clean_tags(self) -> list[Any]:
        """Return the existing tags, read in one query, and the names of new ones; taggit would query each name."""
        names = self.cleaned_data["tags"]
        there = Tag.objects.alias(folded=Upper("name")).filter(folded__in=[Upper(Value(name)) for name in names])
        found = {tag.name.lower(): tag for tag in there.order_by("-pk")}
        return [found.get(name.lower(), name) for name in names]

    def clean(self) -> dict[str, Any]:
        """Refuse times that have passed or are too far in the future."""
        cleaned: dict[str, Any] = super().clean()
        for name in ("go_live_at", "expire_at", "embargo_until"):
            if (time := cleaned.get(name)) and time > timezone.now() + FARTHEST:
                self.add_error(name, "This is too far in the future.")
        expires = cleaned.get("expire_at")
        if self.publishing and expires and expires <= timezone.now():
            self.add_error("expire_at", "This time has passed; the story would vanish at once.")
        return cleaned


class PictureField(WagtailImageField):
    """An image field that refuses pictures which cannot be shown, with the reason."""

    def check_image_pixel_size(self, f: Any) -> None:
        """Check the size in the file's header before the picture is decoded, then decode it."""
        try:
            width, height = Image.open(f).size
            if max(width, height) > LONGEST_SIDE:
                raise ValidationError(
                    f"This picture is {width} × {height} pixels. Make its longer side at most {LONGEST_SIDE:,} pixels."
                )
            super().check_image_pixel_size(f)
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
            raise ValidationError("This picture cannot be read: it is broken, or far too large.") from error
        finally:
            f.seek(0)


class NewsImageForm(BaseImageForm):
    """The form of a picture."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not declared as a field: the form of a picture that was uploaded with others has no file field.
        if plain := self.fields.get("file"):
            self.fields["file"] = PictureField(label=plain.label, widget=plain.widget, required=plain.required)
