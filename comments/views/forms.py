"""Forms for readers: comment, edit, report, appeal."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _

from readers.models import Reader
from readers.names import LONGEST as LONGEST_NAME
from readers.names import clean_name
from readers.views.sign_in import AddressField

from .. import offers
from ..errors import BadTextError
from ..models import Flag
from ..text import clean, read


class TextField(forms.CharField):
    """The text of a comment. The rules check its length; this field only refuses extremely long texts."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, widget=forms.Textarea(attrs={"class": "in", "rows": 6}), **kwargs)

    def clean(self, value: Any) -> str:
        """Return the cleaned text. Raises ValidationError."""
        text: str = super().clean(value)
        try:
            return read(text).source
        except BadTextError as error:
            raise ValidationError(error.message) from None


class CommentForm(forms.Form):
    """The form for a new comment. Signed-in readers fill in only the text."""

    name = forms.CharField(
        label=_("Name, shown with your comment"),
        max_length=LONGEST_NAME,
        strip=False,
        widget=forms.TextInput(attrs={"class": "in", "autocomplete": "name"}),
    )
    email = AddressField(label=_("Mail address, never shown"))
    text = TextField(label=_("Your comment"))
    replies = forms.BooleanField(required=False, label=_("Mail me when somebody replies"))

    def __init__(self, *args: Any, reader: Reader | None = None, most: int = 5_000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader, self.most = reader, most
        self.auto_id = "comment-%s"
        if reader is not None:
            del self.fields["email"]
            if reader.name:
                del self.fields["name"]
        self.offers = offers.all_offers()
        self.fields["text"].help_text = _("Up to %(most)s characters. You can edit for ten minutes after sending.") % {
            "most": number_format(most, force_grouping=True)
        }
        for offer in self.offers:
            self.fields[f"offer_{offer.name}"] = forms.BooleanField(required=False, label=offer.label)

    def clean_name(self) -> str:
        """Refuse names that are reserved for others."""
        return clean_name(self.cleaned_data["name"], self.reader)

    def clean_text(self) -> str:
        """Refuse a text that the rules would reject for its length."""
        return _not_longer(self.cleaned_data["text"], self.most)

    def ticks(self) -> list[Any]:
        """Return the checkboxes."""
        return [field for field in self if isinstance(field.field, forms.BooleanField)]

    @property
    def notices_wanted(self) -> str:
        """Return the choice of reply notices, as `submission.submit()` takes it."""
        return "instant" if self.cleaned_data["replies"] else ""

    @property
    def offers_wanted(self) -> list[str]:
        """Return the names of the chosen offers."""
        return [offer.name for offer in self.offers if self.cleaned_data[f"offer_{offer.name}"]]


class EditForm(forms.Form):
    """The form for editing one's own comment."""

    text = TextField(label=_("Your comment"))

    def __init__(self, *args: Any, most: int = 5_000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = most

    def clean_text(self) -> str:
        """Refuse a text that the rules would reject for its length."""
        return _not_longer(self.cleaned_data["text"], self.most)


class ReportForm(forms.Form):
    """The form for reporting a comment."""

    reason = forms.ChoiceField(label=_("What is wrong with it?"), choices=Flag.Reason, widget=forms.RadioSelect)
    text = forms.CharField(
        required=False,
        max_length=500,
        label=_("Anything a moderator should know (may be left empty)"),
        widget=forms.Textarea(attrs={"class": "in", "rows": 3}),
    )

    def clean_text(self) -> str:
        """Remove unprintable characters."""
        return _printable(self.cleaned_data["text"])


class AppealForm(forms.Form):
    """The form for appealing against a refusal."""

    text = forms.CharField(
        max_length=1_000,
        label=_("Why should it stand?"),
        widget=forms.Textarea(attrs={"class": "in", "rows": 5}),
    )

    def clean_text(self) -> str:
        """Remove unprintable characters."""
        return _printable(self.cleaned_data["text"])


def _printable(text: str) -> str:
    try:
        return clean(text)
    except BadTextError as error:
        raise ValidationError(error.message) from None


def _not_longer(text: str, most: int) -> str:
    if len(text) > most:
        raise ValidationError(
            _("A comment has at most %(most)d characters; this one has %(length)d."),
            "length",
            {"most": most, "length": len(text)},
        )
    return text
