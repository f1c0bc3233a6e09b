"""The tour: five short steps at the first log-in, by what they do at the paper.

Each log-in leads to it until it is put away; Help leads to it always.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.account import LoginView
from wagtail.users.models import UserProfile

from .roles import AUDIENCE, BOARD, EDITOR, MODERATOR, REPORTER

PUT_AWAY = "newsroom-welcome"  # the key among what Wagtail keeps as dismissed in a person's profile


@dataclass(frozen=True)
class Step:
    """One step, with the icon that the admin has for it and the page where it is done."""

    icon: str
    title: str
    text: str
    address: str = ""


STORIES = "wagtailsnippets_articles_article:list"

_REPORTER = (
    Step("edit", "Write", "Stories → Add story. What you write is saved as a draft every few seconds.", STORIES),
    Step("image", "Add pictures", "Each needs alt text and a credit; the library keeps both.", "wagtailimages:index"),
    Step("circle-check", "See what is missing", "The tick at the top right of a story counts what it still lacks."),
    Step("check", "Hand it in", "The arrow beside Save draft has Submit. An editor reads it, and you get mail."),
    Step("rotate", "If it comes back", "Read the note on your dashboard, mend the text and resubmit: one button."),
)
_EDITOR = (
    Step(
        "clipboard-list", "Start at the dashboard", "What waits for review, longest first, what is due, what is wrong."
    ),
    Step("glasses", "Review", "Preview a story as readers will see it, then approve it, or send it back with a note."),
    Step("calendar-alt", "Publish or schedule", "A story’s (i) has Set schedule; Planning shows each day."),
    Step("warning", "Correct", "Under the story’s three dots: a correction is printed with its time, and stays."),
    Step("history", "Nothing is lost", "Two people on one story see both texts. History compares and takes back."),
)
_BOARD = (
    Step("site", "Name the paper", "Settings → Paper: name, colour, time zone, links, addresses, mail."),
    Step(
        "user",
        "Bring in your staff",
        "Settings → Staff: who works here, and in which roles.",
        "wagtailusers_users:index",
    ),
    Step("folder-open-inverse", "Set the sections", "The paper → Sections: the menu readers see, in your order."),
    Step("lock", "Withdraw", "For legal reasons only: the address then says that the story was withdrawn, and why."),
    Step("clipboard-list", "And all that editors do", "Review, publish, schedule and correct, from the dashboard."),
)
_MODERATOR = (
    Step(
        "comment", "Read what waits", "Comments: all reasons, the person’s record and the story stand beside the text."
    ),
    Step(
        "keyboard",
        "By keyboard",
        "A approves, R refuses, S is spam, J and K move, U undoes. The question mark shows all.",
    ),
    Step("warning", "Say why", "A refusal has a reason, which its author reads. They may appeal once; you look again."),
    Step("user", "People", "Suspend or ban from a comment. Refusing everything by one person is counted first."),
    Step("list-ul", "Word lists and rules", "Comments → Word lists: try a text on every rule before you trust a list."),
)
_OTHERS = (
    Step("user", "Your account", "Bottom left: your name, address and picture.", "wagtailadmin_account"),
    Step("lock", "Your password", "Change the one you were given, on the same page.", "wagtailadmin_account"),
    Step("view", "By day and by night", "Your account also has a dark theme, and larger or smaller spacing."),
    Step("keyboard", "Without a mouse", "Help → Shortcuts. Everything can be reached from the keyboard."),
    Step("help", "Come back", "Help → Welcome shows this page again."),
)
STEPS = {BOARD: _BOARD, EDITOR: _EDITOR, REPORTER: _REPORTER, MODERATOR: _MODERATOR, AUDIENCE: _OTHERS}


def steps_for(user: Any) -> tuple[Step, ...]:
    """Return the steps of the first role in STEPS that `user` holds."""
    held = set(user.groups.values_list("name", flat=True)) | ({BOARD} if user.is_superuser else set())
    return next((steps for role, steps in STEPS.items() if role in held), _OTHERS)


def is_put_away(user: Any) -> bool:
    """Return whether `user` has ended the tour."""
    return bool(UserProfile.get_for_user(user).dismissibles.get(PUT_AWAY))


def put_away(user: Any) -> None:
    """Never lead `user` here again by itself."""
    profile = UserProfile.get_for_user(user)
    profile.dismissibles[PUT_AWAY] = True
    profile.save(update_fields=["dismissibles"])


def welcome(request: HttpRequest) -> HttpResponse:
    """Show the tour; put it away when asked."""
    if request.method == "POST":
        put_away(request.user)
        return redirect("wagtailadmin_home")
    steps = [(step, reverse(step.address) if step.address else "") for step in steps_for(request.user)]
    return render(request, "newsroom/welcome.html", {"steps": steps})


class FirstLoginView(LoginView):
    """Wagtail's log-in page, which leads to the tour who has not put it away."""

    def get_success_url(self) -> str:
        """Lead to the page that was asked for; to the tour if it was only the dashboard."""
        url: str = super().get_success_url()
        user = self.request.user
        if url == reverse("wagtailadmin_home") and user.is_authenticated and not is_put_away(user):
            return reverse("newsroom_welcome")
        return url


@hooks.register("register_admin_urls")
def tour_urls() -> list[Any]:
    """The address of the tour."""
    return [path("welcome/", welcome, name="newsroom_welcome")]


@hooks.register("register_help_menu_item")
def tour_menu_item() -> MenuItem:
    """The way back to it."""
    return MenuItem("Welcome", reverse("newsroom_welcome"), name="welcome", icon_name="help", order=100)
