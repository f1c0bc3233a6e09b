"""Pictures from upload to page: what cannot be shown is refused with a reason, what can is made ready for readers."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import Collection

from articles.images import renditions
from articles.models import NewsImage, NewsRendition
from articles.services import derived_data
from articles.tasks import make_renditions
from tests import builders

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><title>Not a picture</title><script>alert(1)</script>"


def upload(client, file, **fields):
    """Send the form of a new picture."""
    form = {"title": "Cranes", "alt_text": "Three cranes", "collection": Collection.objects.get(depth=1).pk, "tags": ""}
    return client.post(reverse("wagtailimages:add"), form | {"file": file} | fields)


def jpeg(**size):
    return builders.picture_file(**size).read()


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("cut.jpg", lambda: jpeg()[:2000], "cannot be read"),
        ("noise.jpg", lambda: b"\xff\xd8\xff" + b"noise" * 500, "cannot be read"),
        ("empty.jpg", lambda: b"", "empty"),
        ("text.jpg", lambda: b"A letter to the editor.", "valid image"),
        ("drawing.jpg", lambda: SVG, "Not a valid .jpeg image"),
        ("page.jpg", lambda: HTML, "valid image"),
        ("drawing.svg", lambda: SVG, "Not a supported image format"),
        ("really-png.jpg", lambda: builders.picture_file(format_name="PNG").read(), "Not a valid .jpeg image"),
        ("wide.jpg", lambda: jpeg(width=30_000, height=2), "30000 × 2 pixels"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_no_page_could_show_is_refused_with_the_reason(editor_client, paper, name, content, reason):
    response = upload(editor_client, SimpleUploadedFile(name, content(), content_type="image/jpeg"))
    assert response.status_code == 200
    assert reason in " ".join(response.context["form"].errors["file"])
    assert not NewsImage.objects.exists()


def test_a_file_over_the_limit_is_refused_with_the_reason(editor_client, paper, settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1024
    response = upload(editor_client, builders.picture_file())
    assert "too big" in " ".join(response.context["form"].errors["file"])
    assert not NewsImage.objects.exists()


def test_a_picture_without_alt_text_is_refused(editor_client, paper):
    response = upload(editor_client, builders.picture_file(), alt_text=" ")
    assert response.context["form"].errors["alt_text"] == ["This field is required."]
    assert not NewsImage.objects.exists()


def test_a_good_picture_is_stored_with_its_focal_point(editor_client, paper):
    focus = {"focal_point_x": 300, "focal_point_y": 600, "focal_point_width": 50, "focal_point_height": 50}
    assert upload(editor_client, builders.picture_file(1200, 800), credit="Rafael Itoh", **focus).status_code == 302
    image = NewsImage.objects.get()
    assert (image.width, image.height, image.alt_text) == (1200, 800, "Three cranes")
    assert image.focus_classes == "fx2 fy8"
    assert "Cranes" in editor_client.get("/admin/images/?q=cranes").content.decode()


def test_the_worker_makes_every_width_in_three_formats_and_the_page_offers_them(client, image, make_story):
    story = make_story(lead_image=image, body=[{"type": "picture", "value": {"image": image.pk}}])
    assert "image/avif" not in client.get(story.get_absolute_url()).content.decode()

    make_renditions(image_id=image.pk)

    made = NewsRendition.objects.filter(image=image)
    assert sorted(made.values_list("width", flat=True)) == sorted([320, 640, 960, 1200] * 3)
    assert {Path(rendition.file.name).suffix for rendition in made} == {".avif", ".webp", ".jpg"}
    page = client.get(story.get_absolute_url()).content.decode()
    story.render.refresh_from_db()
    for rendition in made:
        assert rendition.url in page
        assert rendition.url in story.render.html
        response = client.get(rendition.url)
        assert response.status_code == 200
        assert b"".join(response.streaming_content)


def test_making_renditions_again_makes_nothing_twice(image):
    assert renditions.make_renditions(image) == renditions.make_renditions(image) == NewsRendition.objects.count() == 12


def test_a_picture_whose_file_is_lost_leaves_the_page_standing(client, image, make_story):
    story = make_story(lead_image=image, body=[{"type": "picture", "value": {"image": image.pk}}])
    Path(image.file.path).unlink()
    make_renditions(image_id=image.pk)
    assert not NewsRendition.objects.exists()
    derived_data.render(story)
    response = client.get(story.get_absolute_url())
    assert response.status_code == 200
    assert image.alt_text in response.content.decode()
    assert client.get(image.file.url).status_code == 404


def test_a_picture_that_is_gone_when_its_turn_comes_is_no_failure(image):
    number = image.pk
    image.delete()
    make_renditions(image_id=number)
    assert not NewsRendition.objects.exists()
