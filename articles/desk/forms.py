"""Forms of the admin that know what a story and a picture need."""

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
FARTHEST = timedelta(days=365 * 100)  # the calendar itself ends with the year 9999


class ReadableForm(WagtailAdminModelForm):
    """Answers 400 to what no browser sends in its fields; Wagtail's blocks and choosers would break off."""

    _choices_fetched = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_bound:
            self._refuse_endless_lists()

    def is_valid(self) -> bool:
        """Check the fields."""
        self._refuse_unreadable_choices()
        with related_objects.cached(self.instance):
            self._fetch_choices()
            return bool(super().is_valid())

    def _widget_data_value(self, widget: Any, html_name: str) -> Any:
        """Read one field; refuse the request if it is not what the field's editor sends, as Wagtail's blocks do not."""
        try:
            return super()._widget_data_value(widget, html_name)
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise BadRequest(f"The field “{html_name}” cannot be read.") from error

    def _all_fields(self) -> Iterator[BoundField]:
        """Yield the fields here and in the rows of each list."""
        rows = chain.from_iterable(self.formsets.values()) if hasattr(self, "formsets") else ()
        yield from chain(self, *rows)

    def _fetch_choices(self) -> None:
        """Take what was chosen from what the story holds, or read it with one query for each kind of thing, once.

        Every field would ask for its own.
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
        """Refuse the request if a list claims more rows than anybody adds, before a form is made for each."""
        for name, rows in getattr(self, "formsets", {}).items():
            claimed = rows.management_form.is_valid() and rows.management_form.cleaned_data[TOTAL_FORM_COUNT]
            if claimed > MOST_ROWS:
                raise BadRequest(f"The list “{name}” has {claimed:,} rows; there may be {MOST_ROWS}.")

    def _refuse_unreadable_choices(self) -> None:
        """Refuse the request if what was chosen, here or in a row of a list, is named by no number."""
        for field in self._all_fields():
            if isinstance(field.field.widget, BaseChooser) and field.data and not str(field.data).isdecimal():
                raise BadRequest(f"The field “{field.html_name}” cannot be read.")


def _chosen(thing: Model, _key: Any) -> Model:
    """Return what a field would look up by the key that was sent."""
    return thing


class ArticleForm(ReadableForm):
    """The story's form. Asked to publish, it says at each field what is missing."""

    _looked_for_what_is_missing = False

    @property
    def publishing(self) -> bool:
        """Whether the editor asked for the story to go live, now or at its time."""
        return "action-publish" in self.data

    def is_valid_as_draft(self) -> bool:
        """Check only that the text can be kept."""
        return bool(super().is_valid())

    def is_valid(self) -> bool:
        """Check the fields; and before publishing also what readers must get, once: Wagtail asks twice."""
        if not super().is_valid():
            return False
        if self.publishing and not self._looked_for_what_is_missing:
            self._looked_for_what_is_missing = True
            story = self.save(commit=False)
            for field, sentence in readiness.missing(story):
                self._say_at(field, sentence)
            if reason := readiness.embargo_reason(story):
                self._say_at("embargo_until", reason)
        return bool(super().is_valid())

    def _say_at(self, field: str, sentence: str) -> None:
        """Put `sentence` where the form shows `field`: at the field, at its list of rows, or at the top."""
        if field in self.formsets:
            self.formsets[field].non_form_errors().append(sentence)
        else:
            self.add_error(field if field in self.fields else None, sentence)

    def clean_tags(self) -> list[Any]:
        """Return the tags there are, found in one query, and the names of new ones; taggit would ask name by name."""
        names = self.cleaned_data["tags"]
        there = Tag.objects.alias(folded=Upper("name")).filter(folded__in=[Upper(Value(name)) for name in names])
        found = {tag.name.lower(): tag for tag in there.order_by("-pk")}
        return [found.get(name.lower(), name) for name in names]

    def clean(self) -> dict[str, Any]:
        """Refuse times that have passed or that no calendar shows."""
        cleaned: dict[str, Any] = super().clean()
        for name in ("go_live_at", "expire_at", "embargo_until"):
            if (time := cleaned.get(name)) and time > timezone.now() + FARTHEST:
                self.add_error(name, "This is too far in the future.")
        expires = cleaned.get("expire_at")
        if self.publishing and expires and expires <= timezone.now():
            self.add_error("expire_at", "This time has passed; the story would vanish at once.")
        return cleaned


class PictureField(WagtailImageField):
    """Refuses what no page could show, with the reason."""

    def check_image_pixel_size(self, f: Any) -> None:
        """Look at the head of the file before the whole is unpacked, then see that the whole can be."""
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
    """The picture's form."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not declared above: the form of a picture that was uploaded with others has no file of its own.
        if plain := self.fields.get("file"):
            self.fields["file"] = PictureField(label=plain.label, widget=plain.widget, required=plain.required)
