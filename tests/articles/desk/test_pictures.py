"""The library of pictures: none without alt text, and those without credit are listed."""

from typing import Any

import pytest
from django.urls import reverse

from articles.models import NewsImage
from tests import builders

MULTIPLE = "wagtailimages:add_multiple"
FIELDS = {"title": "Cranes", "alt_text": "Three harbour cranes at dusk", "caption": "", "credit": "", "tags": ""}


def test_several_pictures_at_once_are_each_asked_for_their_alt_text(client: Any, reporter: Any, paper: Any) -> None:
    client.force_login(reporter)
    answer = client.post(reverse(MULTIPLE), {"title": "Cranes", "files[]": builders.picture_file()}).json()
    assert answer["success"], answer
    assert 'name="uploaded-image-' in answer["form"]
    assert not NewsImage.objects.exists()  # not before it has its alt text
    upload = answer["uploaded_file_id"]
    send = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload])
    prefix = f"uploaded-image-{upload}"
    refused = client.post(send, {f"{prefix}-{name}": "" if name == "alt_text" else v for name, v in FIELDS.items()})
    assert not refused.json()["success"]
    assert not NewsImage.objects.exists()
    accepted = client.post(send, {f"{prefix}-{name}": value for name, value in FIELDS.items()}).json()
    assert accepted["success"], accepted
    assert NewsImage.objects.get().alt_text == FIELDS["alt_text"]


@pytest.mark.parametrize("address", ["wagtailimages:add", "wagtailimages_chooser:choose"])
def test_a_picture_is_uploaded_with_its_words(address: str, client: Any, reporter: Any, paper: Any) -> None:
    client.force_login(reporter)
    page = client.get(reverse(address)).content.decode()
    for name in ("alt_text", "caption", "credit"):
        assert f'name="{name}"' in page.replace("image-chooser-upload-", "").replace('\\"', '"')


def test_pictures_without_credit_are_listed_for_who_may_mend_them(client: Any, editor: Any, reporter: Any) -> None:
    builders.image("Bare", credit="")
    builders.image("Credited")
    client.force_login(editor)
    page = client.get("/admin/pictures/without-credit/").content.decode()
    assert "Bare" in page
    assert "Credited" not in page
    client.force_login(reporter)
    assert "Bare" not in client.get("/admin/pictures/without-credit/").content.decode()


def test_a_picture_that_a_story_uses_says_which(client: Any, editor: Any, image: Any, make_story: Any) -> None:
    make_story("Cranes at dusk", lead_image=image)
    client.force_login(editor)
    assert "Cranes at dusk" in client.get(reverse("wagtailimages:image_usage", args=[image.pk])).content.decode()
