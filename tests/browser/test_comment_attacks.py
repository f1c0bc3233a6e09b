"""What attackers write, through every way in, read back on every page by a real browser: it stays words."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.http import HttpResponse
from django.urls import reverse

from comments import reasons, receipts
from comments.models import Comment, Commenter, SiteCommentSettings, WordRule
from comments.moderation_queues import QUEUES
from comments.rules import SubmissionGuards
from comments.services import appeals, changes, commenters, moderation, notices, responses, submission, word_lists
from outbox.models import OutgoingMail
from readers import identity
from readers.guards import form_token
from readers.models import Reader

# One of each kind; “canary.example” is asked for if any of them runs.
CORPUS = [
    "<script>alert(1)</script><script src=https://canary.example/a.js></script>",
    "<img src=x onerror=alert(1)><img src=https://canary.example/b.png>",
    "<svg onload=alert(1)><svg><a xlink:href='javascript:alert(1)'><text>x</text></a></svg>",
    "\"><iframe srcdoc='<script>parent.alert(1)</script>'></iframe>",
    "' autofocus onfocus=alert(1) x='",
    "</textarea><script>alert(1)</script>",
    "</title></script><script>alert(1)</script>",
    "<a href='javascript:alert(1)'>x</a> javascript:alert(1) https://a.example/\"onmouseover=alert(1)//",
    "https://a.example/<b>x</b>?q='><script>alert(1)</script>",
    "//canary.example/c  \u2028javascript:alert(1) data:text/html,<script>alert(1)</script>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<form><button formaction=javascript:alert(1)>x</form><form id=test></form><input form=test>",
    "<style>@import 'https://canary.example/d.css';</style><link rel=stylesheet href=https://canary.example/e.css>",
    "<object data=https://canary.example/f><embed src=https://canary.example/g><base href=https://canary.example/>",
    "{{ 7|add:7 }} {% load static %} {% csrf_token %} %recipient.email% ${7*7} <%= 7 %>",
    "<meta http-equiv=refresh content='0;url=https://canary.example/h'>",
    "&lt;img src=x onerror=alert(1)&gt; &#60;script&#62;alert(1)&#60;/script&#62;",
    "\ufeff\u202eevil\u202c \u0000 <scr\u0000ipt>alert(1)</scr\u0000ipt> Z\u0351\u0352\u0353\u0354\u0355",
    "<details open ontoggle=alert(1)><video><source onerror=alert(1)></video></details>",
]
NAME = "<b onmouseover=alert(1)>Ruth"
ALLOWED = "p, br, a"
FOREIGN = f"""() => [...document.querySelectorAll(".cm-text, .said-by, .quoted")]
    .flatMap(area => [...area.querySelectorAll(":not({ALLOWED}):not(footer):not(footer *)")])
    .map(found => found.outerHTML)"""
BAD_LINKS = """() => [...document.querySelectorAll(".cm-text a, .said-by a, .quoted a")]
    .filter(a => !/^https?:$/.test(a.protocol) || a.attributes.length > 2)
    .concat([...document.querySelectorAll(".cm-text a")].filter(a => a.rel !== "nofollow ugc noopener noreferrer"))
    .map(found => found.outerHTML)"""
HANDLERS = """() => [...document.querySelectorAll("body *")]
    .filter(one => [...one.attributes].some(({name}) => name.startsWith("on") || name === "srcdoc"))
    .map(found => found.outerHTML.slice(0, 200))"""


@pytest.fixture
def said(make_story, make_user, monkeypatch, settings):
    """The corpus as posts, replies, edits, reports, appeals and a name; and where all of it is read."""
    monkeypatch.setattr(form_token, "YOUNGEST", timedelta(0))
    story = make_story()
    reader = identity.reader_for("ruth@reader.example", "Ruth A.")
    identity.verify(reader)
    root = None
    for text in CORPUS:
        comment = submission.submit(story, reader, text, guards=SubmissionGuards(), parent=root, signed_in=True).comment
        moderation.approve(comment.pk, None, changes.RULES)
        root = root or Comment.objects.get(pk=comment.pk)
    edited = submission.submit(story, reader, "Harmless at first.", guards=SubmissionGuards(), signed_in=True).comment
    submission.edit(edited.pk, edited.author, "\n\n".join(CORPUS))
    moderation.approve(edited.pk, None, changes.RULES)
    moderation.pin(edited.pk, None, changes.RULES)
    responses.flag(root.pk, "v:1", "abuse", CORPUS[0])
    refused = submission.submit(story, reader, " ".join(CORPUS[:3]), guards=SubmissionGuards(), signed_in=True).comment
    moderation.reject(refused.pk, None, changes.RULES, "other", CORPUS[1])
    appeals.appeal(refused.pk, refused.author, CORPUS[2])
    held = submission.submit(story, reader, " ".join(CORPUS[3:6]), guards=SubmissionGuards(), signed_in=True).comment
    # Past the forms, which refuse such a name: an import, say.
    Reader.objects.update(name=NAME)
    Commenter.objects.update(display_name=NAME)
    thread = reverse("comments:thread", args=[story.address])
    return (
        reader,
        story,
        [
            story.get_absolute_url(),
            thread,
            f"{thread}?sort=oldest",
            f"{thread}write/?reply={root.public_id}",
            root.get_absolute_url(),
            edited.get_absolute_url(),
            reverse("comments:like", args=[root.public_id]),
            reverse("comments:report", args=[edited.public_id]),
            *(receipts.address_of(one, proven=True) for one in (edited, refused, held)),
            f"{receipts.address_of(held, proven=True)}edit/",
            "/me/",
            f"{thread}feed/",
            "/",
        ],
    )


def test_nothing_that_readers_write_runs_loads_or_becomes_an_element(new_page, site, said):
    reader, story, addresses = said
    page = new_page()
    dialogs = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    response = HttpResponse()
    identity.remember(response, reader)
    page.context.add_cookies([{"name": identity.COOKIE, "value": response.cookies[identity.COOKIE].value, "url": site}])
    for address in addresses:
        page.goto(address)
        if address == story.get_absolute_url():
            page.locator("[data-write]").click()
            page.locator(".cm.mine").wait_for()
        for look in (FOREIGN, BAD_LINKS, HANDLERS):
            assert page.evaluate(look) == [], address
    assert dialogs == []
    page.goto(story.get_absolute_url())
    shown = page.locator("#comments").inner_text()
    for literal in (
        "{{ 7|add:7 }}",
        "{% csrf_token %}",
        "%recipient.email%",
        "${7*7}",
        "<script>alert(1)</script>",
        NAME,
    ):
        assert literal in shown


def test_nothing_that_anybody_writes_runs_on_a_page_of_the_desk_or_in_a_mail(said, log_in, board, settings):
    reader, story, _addresses = said
    author, comment = Commenter.objects.get(reader=reader), Comment.objects.filter(status="rejected").get()
    evil, staff = " ".join(CORPUS).replace("\0", ""), changes.staff(board)
    commenters.watch(author, staff, note=evil[:500])
    commenters.note_about(author, evil[:900], board)
    reasons.add_word(comment.decisions.latest("pk"), evil[:900], board)
    word_lists.add_phrases("suspect", CORPUS)
    word_lists.remove_phrases(WordRule.objects.values_list("pk", flat=True)[:5])
    SiteCommentSettings.objects.update(closed_message=CORPUS[0])
    page = log_in(board)
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    desk = [reverse("comments_queue", args=[name]) for name in QUEUES]
    desk += [reverse("comments_comment", args=[one]) for one in Comment.objects.values_list("public_id", flat=True)[:3]]
    desk += [reverse("comments_person", args=[author.pk]), reverse("comments_refuse_all", args=[author.pk])]
    desk += [reverse(f"comments_{name}") for name in ("people", "words", "domains", "settings")]
    desk += [f"{reverse('comments_log')}?who=all", "/admin/"]
    desk += [f"{reverse('comments_people')}?{urlencode({'q': CORPUS[1]})}"]
    desk += [f"{reverse('comments_words')}?{urlencode({'kind': 'suspect', 'q': CORPUS[3]})}"]
    for address in desk:
        page.goto(address)
        found = [one for one in page.evaluate(HANDLERS) if "alert(" in one]
        assert found == [], address
    notices.choose(author, "instant")
    answer = submission.submit(
        story,
        identity.reader_for("wim@reader.example", "Wim"),
        "\n\n".join(CORPUS),
        guards=SubmissionGuards(),
        parent=Comment.objects.filter(author=author, status="published").first(),
        signed_in=True,
    ).comment
    moderation.approve(answer.pk, None, staff)
    notices.send_instant()
    page.set_content(OutgoingMail.objects.get(kind="comments.reply").html)
    assert page.evaluate(HANDLERS) == []
    assert "<script>alert(1)</script>" in page.locator("body").inner_text()


def test_what_is_typed_into_a_refused_form_comes_back_as_words(new_page, said):
    story = said[1]
    page = new_page()
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    text = "\n".join(CORPUS).replace("\0", "")
    page.goto(f"{reverse('comments:thread', args=[story.address])}write/")
    page.locator("form.cform").evaluate("form => (form.noValidate = true)")
    page.get_by_label("Name, shown with your comment").fill(NAME)
    page.get_by_label("Mail address, never shown").fill('"><script>alert(1)</script>')
    page.get_by_label("Your comment", exact=True).fill(text)
    page.get_by_role("button", name="Send comment").click()
    page.locator(".err").first.wait_for()
    assert page.get_by_label("Your comment", exact=True).input_value().split() == text.split()
    assert page.get_by_label("Name, shown with your comment").input_value() == NAME
    assert page.evaluate(HANDLERS) == []
