"""`manage.py start_paper`."""

import getpass
import os
import sys
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from articles.models import Paper

from ...roles import BOARD


class Command(BaseCommand):
    """Name the paper and make its first account."""

    help = (
        "Names an empty paper and makes its first account, a member of the Editorial Board who may do everything. "
        "Asks for what is not given by NEWSROOM_PAPER_NAME, NEWSROOM_ADMIN_USERNAME, NEWSROOM_ADMIN_EMAIL and "
        "NEWSROOM_ADMIN_PASSWORD. Does nothing if there is an account. Example: manage.py start_paper"
    )

    def handle(self, *args: Any, **options: Any) -> None:
        """Ask for what is missing, check it, and save paper and account together."""
        users = get_user_model()
        if users.objects.exists():
            return
        name = self._given("NEWSROOM_PAPER_NAME", "Name of the paper")
        username = self._given("NEWSROOM_ADMIN_USERNAME", "Your user name")
        email = self._given("NEWSROOM_ADMIN_EMAIL", "Your e-mail address")
        password = self._given("NEWSROOM_ADMIN_PASSWORD", "A password", secret=True)
        user = users(username=username, email=email, is_superuser=True)
        try:
            validate_email(email)
            validate_password(password, user)
            user.set_password(password)
            user.full_clean()
            paper = Paper.load()
            paper.name = name
            paper.full_clean()
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with transaction.atomic():
            paper.save()
            user.save()
            user.groups.add(Group.objects.get(name=BOARD))
        self.stdout.write(f"{name} is ready. Log in as {username}.")

    def _given(self, variable: str, question: str, *, secret: bool = False) -> str:
        """Return the answer from the environment or from the person at the terminal."""
        if value := os.environ.get(variable):
            return value
        if not sys.stdin.isatty():
            raise CommandError(f"Set {variable}, or run this in a terminal to be asked for: {question.lower()}.")
        answer = getpass.getpass(f"{question}: ") if secret else input(f"{question}: ")
        if not answer.strip():
            raise CommandError(f"{question} is needed. Run the command again.")
        return answer.strip()
