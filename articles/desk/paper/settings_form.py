"""The form of the paper's settings, in tabs."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf.locale import LANG_INFO
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface

from ...models import Paper, Section


def language_tag(code: str) -> str:
    """Return Django's code, such as “sr-latn” or “en-gb”, as a language tag: “sr-Latn”, “en-GB” (RFC 5646)."""
    language, *rest = code.split("-")
    return "-".join([language, *(part.title() if len(part) == 4 else part.upper() for part in rest)])


LANGUAGES = sorted(
    ((language_tag(code), info["name"]) for code, info in LANG_INFO.items() if "name" in info), key=lambda pair: pair[1]
)


class PaperForm(WagtailAdminModelForm):
    """The form, with select fields for time zone and language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("zone", [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones())])
        self._offer("language", [(tag, f"{name} ({tag})") for tag, name in LANGUAGES])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Make the field a select of `choices` and of the current value, which may not be among them."""
        current = getattr(self.instance, name)
        if current not in dict(choices):
            choices = [(current, current), *choices]
        old = self.fields[name]
        self.fields[name] = forms.ChoiceField(label=old.label, help_text=old.help_text, choices=choices)


def _where_the_menu_is() -> SafeString:
    # Evaluated when the form is shown: URLs cannot be reversed while they are loaded.
    address = reverse(Section.snippet_viewset.get_url_name("list"))
    return format_html(
        "<p>The menu under the paper’s name is its sections, in the order of their positions: "
        '<a href="{}">The paper → Sections</a>.</p>',
        address,
    )


Paper.edit_handler = TabbedInterface(
    [
        ObjectList(
            [
                FieldPanel("name"),
                FieldPanel("tagline"),
                FieldRowPanel([FieldPanel("place"), FieldPanel("founded")]),
                FieldRowPanel([FieldPanel("zone"), FieldPanel("language")]),
                FieldPanel("editor"),
                FieldPanel("imprint"),
            ],
            heading="The paper",
        ),
        ObjectList(
            [
                FieldPanel("accent", widget=forms.ColorInput()),
                FieldPanel("logo"),
            ],
            heading="Look",
        ),
        ObjectList(
            [HelpPanel(lazy(_where_the_menu_is, str)()), FieldPanel("social_links"), FieldPanel("footer_links")],
            heading="Menus and links",
        ),
        ObjectList(
            [
                MultiFieldPanel(
                    [FieldPanel("letters_address"), FieldPanel("corrections_address"), FieldPanel("tips_address")],
                    heading="Where readers write to",
                ),
                MultiFieldPanel([FieldPanel("mail_sender_name"), FieldPanel("mail_sender")], heading="Mail to readers"),
            ],
            heading="Contacts and mail",
        ),
        ObjectList(
            [
                FieldPanel("feeds_in_full"),
                FieldPanel("ai_crawlers"),
                FieldPanel("ads_txt"),
                MultiFieldPanel(
                    [FieldPanel("security_contact"), FieldPanel("security_policy")], heading="Weaknesses of the site"
                ),
            ],
            heading="Machines",
        ),
        ObjectList(
            [FieldRowPanel([FieldPanel("comment_default"), FieldPanel("close_comments_after_days")])],
            heading="Comments",
        ),
    ],
    base_form_class=PaperForm,
)
