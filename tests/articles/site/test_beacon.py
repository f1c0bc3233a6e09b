"""The beacon: what a page says when it is read, and what is not a reader."""

from uuid import uuid4

import pytest

from articles.models import ArticleReads
from articles.reads.counter import counter

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MACHINES = [
    "",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; Googlebot/2.1) Chrome/120.0 Safari/537.36",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0 Safari/537.36",
    "facebookexternalhit/1.1",
    "WhatsApp/2.23.20.0",
    "curl/8.5.0",
    "python-requests/2.32",
    "Feedly/1.0 (+http://www.feedly.com/fetcher.html)",
]
PEOPLE = [
    FIREFOX,
    "Mozilla/5.0 (Linux; Android 11; CUBOT X50) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1 Version/18.5 Mobile/15E148 Safari/604.1",
]


@pytest.fixture
def beacon(client):
    """Send one and return the answer; fields and headers can be given."""

    def send(path, view=None, agent=FIREFOX, **headers):
        data = {"path": path, "view": view or uuid4().hex}
        return client.post("/reads/", data, HTTP_USER_AGENT=agent, **headers)

    return send


def counted():
    counter.flush()
    return sum(ArticleReads.objects.values_list("reads", flat=True))


@pytest.mark.parametrize("agent", PEOPLE)
def test_a_reader_counts(beacon, make_story, agent):
    answer = beacon(make_story().get_absolute_url(), agent=agent)
    assert (answer.status_code, answer.content, counted()) == (204, b"", 1)
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.parametrize("agent", MACHINES)
def test_a_machine_does_not(beacon, make_story, agent):
    assert beacon(make_story().get_absolute_url(), agent=agent).status_code == 204
    assert counted() == 0


@pytest.mark.parametrize(
    "header",
    [
        {"HTTP_SEC_PURPOSE": "prefetch;prerender"},
        {"HTTP_PURPOSE": "prefetch"},
        {"HTTP_X_MOZ": "prefetch"},
        {"HTTP_SEC_FETCH_SITE": "cross-site"},
    ],
)
def test_what_is_fetched_ahead_or_sent_by_another_site_does_not(beacon, make_story, header):
    assert beacon(make_story().get_absolute_url(), **header).status_code == 204
    assert counted() == 0


def test_the_staff_does_not(beacon, make_story, client, reporter):
    client.force_login(reporter)
    beacon(make_story().get_absolute_url())
    assert counted() == 0


def test_a_session_cookie_that_anybody_made_up_still_counts(beacon, make_story, client):
    client.cookies["sessionid"] = "x"
    beacon(make_story().get_absolute_url())
    assert counted() == 1


@pytest.mark.parametrize(
    "path",
    ["", "/", "/world/", "/world/2026/11/unknown/", "/admin/", "//evil.example/", "/world/2026/11/a/\x00", "x" * 900],
)
def test_nonsense_gets_the_same_answer_and_counts_nowhere(beacon, make_story, path):
    good, bad = beacon(make_story().get_absolute_url()), beacon(path)
    assert (bad.status_code, bad.content, dict(bad.headers)) == (good.status_code, good.content, dict(good.headers))
    assert counted() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("view", ["short", "G" * 32, "a" * 33, "'; DROP TABLE articles_articlereads; --"])
def test_a_view_that_no_page_of_ours_made_counts_nowhere(beacon, make_story, view):
    assert beacon(make_story().get_absolute_url(), view=view).status_code == 204
    assert counted() == 0


@pytest.mark.django_db
def test_a_long_body_is_not_even_read(client):
    answer = client.post(
        "/reads/", "x" * 5_000, content_type="application/x-www-form-urlencoded", HTTP_USER_AGENT=FIREFOX
    )
    assert answer.status_code == 204


def test_a_beacon_costs_no_query(beacon, make_story, django_assert_num_queries):
    path = make_story().get_absolute_url()
    with django_assert_num_queries(1):  # the paper, which every request asks for
        beacon(path)


@pytest.mark.django_db
def test_it_cannot_be_got(client):
    assert client.get("/reads/").status_code == 405


def test_a_proxy_of_our_own_is_believed_and_nobody_else(beacon, make_story):
    path = make_story().get_absolute_url()
    for number in range(40):
        beacon(path, REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"1.2.3.4, 203.0.{number}.9")
    assert counted() == 40
    for number in range(40):
        beacon(path, REMOTE_ADDR="9.9.9.9", HTTP_X_FORWARDED_FOR=f"198.51.{number}.9")
    assert counted() == 40 + 20


def test_only_the_page_of_a_story_has_the_script(read, make_story):
    story = make_story()
    assert read(story.get_absolute_url()).select('script[src*="reads"]')
    assert not read("/").select('script[src*="reads"]')
