"""Mistakes on the pages of subscribers and in the words of mail: E8 to E10 where readers and machines meet them."""

from . import Mutant

_DOORS, _WORDS = "tests/subscriptions/test_doors.py", "tests/subscriptions/test_e09_words.py"

MUTANTS = [
    Mutant(
        "E8-tokenless",
        "subscriptions/views/subscribe.py",
        "    if is_tokenless(request):\n",
        "    if False:\n",
        "tests/subscriptions/test_pages.py",
    ),
    Mutant(
        "E8-unpaid",
        "subscriptions/services/subscription_requests.py",
        '    claims += [] if paid else [(BY_SITE_UNPAID, "")]\n',
        "",
        _DOORS,
    ),
    Mutant(
        "E9-size",
        "subscriptions/sending/content.py",
        "            if len(html.encode()) <= MAX_HTML_BYTES - RECIPIENT_BYTES:\n",
        "            if len(html) <= MAX_HTML_BYTES * 4:\n",
        _WORDS,
    ),
    Mutant(
        "E9-absolute",
        "subscriptions/sending/body.py",
        "    return MailImage(absolute(shown.src), width,",
        "    return MailImage(shown.src, width,",
        _WORDS,
    ),
    Mutant(
        "E9-lines",
        "subscriptions/sending/body.py",
        "LINE = 78  #",
        "LINE = 90  #",
        _WORDS,
    ),
    Mutant(
        "E10-get",
        "subscriptions/views/unsubscribe.py",
        '    if request.method == "POST":\n        origin',
        '    if request.method in {"GET", "POST"}:\n        origin',
        _DOORS,
    ),
    Mutant(
        "E10-exempt",
        "subscriptions/views/unsubscribe.py",
        "@csrf_protect\n",
        "",
        _DOORS,
    ),
    Mutant(
        "E10-signed-out",
        "subscriptions/services/preferences_link.py",
        'session_version=said.data.get("v")',
        "session_version__gt=0",
        "tests/subscriptions/test_pages.py",
    ),
]
