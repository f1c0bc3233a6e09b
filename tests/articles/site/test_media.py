"""Uploaded files reach readers whole or in part, and can never act as a page of the site."""

import pytest

pytestmark = pytest.mark.django_db

BYTES = bytes(range(256)) * 4


@pytest.fixture
def media(settings):
    (settings.MEDIA_ROOT / "images").mkdir(parents=True)
    (settings.MEDIA_ROOT / "original_images").mkdir()
    (settings.MEDIA_ROOT / "images" / "cranes.avif").write_bytes(BYTES)
    (settings.MEDIA_ROOT / "original_images" / "cranes.jpg").write_bytes(BYTES)
    (settings.MEDIA_ROOT.parent / "secret.txt").write_text("secret")
    return settings.MEDIA_ROOT


@pytest.fixture
def get(client, media):
    def get(path="images/cranes.avif", **headers):
        return client.get(f"/media/{path}", headers={name.replace("_", "-"): value for name, value in headers.items()})

    return get


def body(response):
    return b"".join(response.streaming_content)


def test_a_file_comes_whole_with_its_type_and_harmless(get):
    response = get()
    assert (response.status_code, response["Content-Type"]) == (200, "image/avif")
    assert body(response) == BYTES
    assert response["Content-Length"] == "1024"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_page_uploaded_as_a_file_is_sandboxed(get, media):
    (media / "original_images" / "evil.html").write_text("<script>alert(1)</script>")
    response = get("original_images/evil.html")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_renditions_are_kept_for_ever_and_originals_for_an_hour(get):
    assert "immutable" in get()["Cache-Control"]
    assert "max-age=31536000" in get()["Cache-Control"]
    assert get("original_images/cranes.jpg")["Cache-Control"] == "public, max-age=3600"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*"])
def test_a_browser_that_has_the_file_is_not_sent_it_again(get, form):
    response = get(if_none_match=form.format(get()["ETag"]))
    assert (response.status_code, response.content) == (304, b"")
    assert response["ETag"]


def test_a_changed_file_is_sent_again(get, media):
    before = get()
    (media / "images" / "cranes.avif").write_bytes(BYTES + b"!")
    assert get(if_none_match=before["ETag"]).status_code == 200


def test_the_date_counts_where_there_is_no_etag(get):
    known = get()
    assert get(if_modified_since=known["Last-Modified"]).status_code == 304
    assert get(if_modified_since="Thu, 01 Jan 1970 00:00:00 GMT").status_code == 200
    assert get(if_modified_since=known["Last-Modified"], if_none_match='"other"').status_code == 200


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [("bytes=0-0", 0, 0), ("bytes=10-19", 10, 19), ("bytes=1000-", 1000, 1023), ("bytes=-24", 1000, 1023),
     ("bytes=1000-99999", 1000, 1023), ("bytes=-99999", 0, 1023)],
)  # fmt: skip
def test_a_range_gets_just_its_bytes(get, asked, first, last):
    response = get(range=asked)
    assert response.status_code == 206
    assert body(response) == BYTES[first : last + 1]
    assert response["Content-Range"] == f"bytes {first}-{last}/1024"
    assert response["Content-Length"] == str(last - first + 1)
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("asked", ["bytes=1024-", "bytes=-0"])
def test_a_range_past_the_end_is_refused_with_the_size(get, asked):
    response = get(range=asked)
    assert (response.status_code, response["Content-Range"]) == (416, "bytes */1024")


@pytest.mark.parametrize(
    "asked", ["bytes=", "bytes=-", "lines=1-2", "bytes=a-b", "bytes=0-1,4-5", f"bytes={'9' * 5000}-"]
)
def test_a_range_that_cannot_be_read_gets_the_whole_file(get, asked):
    response = get(range=asked)
    assert response.status_code == 200
    assert body(response) == BYTES


def test_a_resumed_download_starts_again_if_the_file_changed(get):
    etag = get()["ETag"]
    assert get(range="bytes=5-", if_range=etag).status_code == 206
    assert get(range="bytes=5-", if_range='"older"').status_code == 200


@pytest.mark.parametrize(
    "path",
    ["../secret.txt", "images/../../secret.txt", "%2e%2e/secret.txt", "..%2fsecret.txt", "..%5csecret.txt",
     "/etc/passwd", "images%00.avif", "%00", "", "images/", "nothing.jpg", f"{'a' * 5000}.jpg"],
)  # fmt: skip
def test_nothing_but_a_file_of_the_library_is_served(get, path):
    assert get(path).status_code == 404


def test_a_link_that_leads_out_of_the_library_is_not_followed(get, media):
    (media / "images" / "link.txt").symlink_to(media.parent / "secret.txt")
    assert get("images/link.txt").status_code == 404
