"""Use the project: each trick, the page cache, and a change that the database reports. Prints what was seen."""

import io
import sys
import time
from pathlib import Path

import django
from django.conf import settings

FOREIGN = (
    "articles",
    "comments",
    "newsroom",
    "outbox",
    "readers",
    "subscriptions",
    "wagtail",
    "modelcluster",
    "taggit",
)


def main(host, name, user):
    """Check what pages do in the database of this name, which is empty."""
    settings.configure(
        SECRET_KEY="for this test",
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="alone.views",
        INSTALLED_APPS=["alone"],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DATABASES={
            "default": {
                "ENGINE": "fastpath.database",
                "NAME": name,
                "HOST": host,
                "USER": user,
                "OPTIONS": {"prepare_threshold": 1},
            }
        },
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [Path(__file__).parent],
                "OPTIONS": {"libraries": {"alone": "alone.views"}},
            }
        ],
    )
    django.setup()
    from django.core.wsgi import get_wsgi_application
    from django.db import connection

    from fastpath import PageCache, bulk_change, is_on, purge_trigger

    from . import views
    from .models import Note, on_board

    with connection.schema_editor() as editor:
        editor.create_model(Note)
        editor.execute(purge_trigger("alone_note", "note-{id}", "board-{board}"))
    first = Note.objects.create(board=1, text="Milk & bread")
    Note.objects.create(board=2, text="Elsewhere")

    assert [note.text for note in on_board(1)] == ["Milk & bread"]
    assert on_board(3) == []
    assert on_board(1)[0] == first

    if is_on("page_cache"):
        made = []
        django_application = get_wsgi_application()

        def application(environ, start_response):
            made.append(environ["PATH_INFO"])
            return django_application(environ, start_response)

        cache = PageCache(application, max_bytes=1_000_000, unavailable_page=lambda: "Later.")
        page = get(cache, "/1/")
        wait_until(lambda: cache.listener.is_connected)
        get(cache, "/1/")
        number = len(made)
        assert get(cache, "/1/?utm_source=mail") == page
        assert len(made) == number, "the page cache did not serve the page"
        Note.objects.create(board=2, text="More")
        Note.objects.create(board=1, text="Eggs")
        wait_until(lambda: "EGGS" in get(cache, "/1/"))
        with bulk_change():
            Note.objects.all().update(text="Gone")
        wait_until(lambda: "EGGS" not in get(cache, "/1/"))
        first.text = "Milk & bread"
        first.save()
        Note.objects.exclude(pk=first.pk).delete()
        wait_until(lambda: get(cache, "/1/") == page)
        cache.stop()
        assert views.rendered.count("Milk & bread") == 1, "the fragment was not kept"
    else:
        page = get(get_wsgi_application(), "/1/")
    foreign = sorted({module.partition(".")[0] for module in sys.modules} & set(FOREIGN))
    assert not foreign, foreign
    print(page)  # noqa: T201 - what the test reads


def get(application, path):
    """Return the body of the page at `path`."""
    bare, _, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": bare,
        "QUERY_STRING": query,
        "HTTP_HOST": "alone.example",
        "SERVER_NAME": "alone.example",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    statuses = []
    body = b"".join(application(environ, lambda status, headers: statuses.append(status)))
    assert statuses == ["200 OK"], statuses
    return body.decode()


def wait_until(condition):
    """Wait for what a thread does."""
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.02)


if __name__ == "__main__":
    main(*sys.argv[1:])
