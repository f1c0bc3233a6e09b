"""Mistakes that would break C1 to C12."""

from . import Mutant

_C = "tests/comments/"

MUTANTS = [
    Mutant(
        "C1-visible",
        "comments/models/querysets.py",
        """            status="published",
            thread__state__in=["open", "closed"],
            thread__article__in=Article.objects.published(),
""",
        """            status="published",
""",
        _C + "test_c01_only_what_is_published_is_seen.py",
    ),
    Mutant(
        "C1-revision",
        "comments/services/submission.py",
        "    shown = comment.current_revision_id if clean else comment.published_revision_id\n",
        "    shown = comment.current_revision_id\n",
        _C + "test_c02_edits_are_moderated.py",
    ),
    Mutant(
        "C2-first-n",
        "comments/rules/builtin/person.py",
        "        if case.author.approved_n < case.policy.first_n:",
        "        if case.comment is None and case.author.approved_n < case.policy.first_n:",
        _C + "test_c02_edits_are_moderated.py",
    ),
    Mutant(
        "C2-thread",
        "comments/policy.py",
        "    if thread.premod != Premod.INHERIT:\n",
        "    if thread.premod == Premod.OFF:\n",
        _C + "test_c02_edits_are_moderated.py",
    ),
    Mutant(
        "C3-count",
        "comments/services/changes.py",
        "        self.threads[comment.thread_id][0] += published\n",
        "        self.threads[comment.thread_id][0] += published or (before == 'held')\n",
        _C + "test_c03_counts.py",
    ),
    Mutant(
        "C3-replies",
        "comments/services/changes.py",
        "        for above in {comment.parent_id, comment.root_id} - {None}:",
        "        for above in {comment.parent_id} - {None}:",
        _C + "test_c03_counts.py",
    ),
    Mutant(
        "C3-lock",
        "comments/services/changes.py",
        "    lock_threads(threads)\n"
        '    found = Comment.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")\n'
        "    comments = {comment.pk: comment for comment in found}\n",
        "    comments = Comment.objects.in_bulk(ids)\n",
        _C + "test_c04_two_moderators.py",
    ),
    Mutant(
        "C4-version",
        "comments/services/changes.py",
        "    if expected_version is not None and comment.version != expected_version:\n",
        "    if expected_version is not None and comment.version < expected_version:\n",
        _C + "test_c04_two_moderators.py",
    ),
    Mutant(
        "C5-door",
        "comments/services/submission.py",
        "Comment.objects.visible().filter(pk=parent.pk, thread=thread).exists()",
        "Comment.objects.visible().filter(pk=parent.pk).exists()",
        _C + "test_c05_replies_stay_in_their_thread.py",
    ),
    Mutant(
        "C5-database",
        "comments/migrations/0001_initial.py",
        "FOREIGN KEY (thread_id, parent_id)\n            REFERENCES comments_comment (thread_id, id)",
        "FOREIGN KEY (parent_id)\n            REFERENCES comments_comment (id)",
        _C + "test_c05_replies_stay_in_their_thread.py",
    ),
    Mutant(
        "C6-asked-again",
        "comments/services/submission.py",
        "    row = changes.lock_threads([thread.pk])[thread.pk]\n",
        "    row = thread\n",
        _C + "test_c06_nothing_after_closing.py",
    ),
    Mutant(
        "C7-oneself",
        "comments/services/notices.py",
        "        for recipient in answered - {None, comment.author_id}:",
        "        for recipient in answered - {None}:",
        _C + "test_c07_notices.py",
    ),
    Mutant(
        "C7-left",
        "comments/services/notices.py",
        "    Commenter.objects.filter(pk=author.pk).update(reply_notices=author.reply_notices)\n",
        "",
        _C + "test_c07_notices.py",
    ),
    Mutant(
        "C7-published",
        "comments/services/changes.py",
        "    first = [change.comment for change in changes if change.to == Status.PUBLISHED and"
        " change.comment.sort_seq is None]\n",
        "    first = [change.comment for change in changes if change.comment.sort_seq is None]\n",
        _C + "test_c07_notices.py",
    ),
    Mutant(
        "C8-notes",
        "comments/services/erasure.py",
        '    ModerationDecision.objects.filter(comment__in=ids).exclude(note="").update(note="")\n',
        "",
        _C + "test_c08_erased_without_a_trace.py",
    ),
    Mutant(
        "C8-mail",
        "comments/services/erasure.py",
        "    _take_back_mail(ids)\n",
        "",
        _C + "test_c08_erased_without_a_trace.py",
    ),
    Mutant(
        "C8-while-sending",
        "readers/identity.py",
        "    living = Reader.objects.exclude(state=Reader.State.ERASED).select_for_update(no_key=True)\n",
        "    living = Reader.objects.exclude(state=Reader.State.ERASED)\n",
        _C + "test_races.py",
    ),
    Mutant(
        "C9-raises",
        "comments/rules/runner.py",
        '        logger.exception("The rule %s failed; the comment is held", rule.code)\n'
        "        yield _wrong(rule, FAILED)\n",
        '        logger.exception("The rule %s failed; the comment is held", rule.code)\n',
        _C + "test_c09_broken_rules_hold.py",
    ),
    Mutant(
        "C9-rubbish",
        "comments/rules/runner.py",
        "        elif found is not None:\n            yield _wrong(rule, RUBBISH)\n",
        "",
        _C + "test_c09_broken_rules_hold.py",
    ),
    Mutant(
        "C10-once",
        "comments/services/submission.py",
        "    comment.submission = guards.token.nonce if guards.token else None\n",
        "    comment.submission = None\n",
        _C + "test_c10_sent_twice.py",
    ),
    Mutant(
        "C11-author",
        "comments/receipts.py",
        "    return Comment.objects.by(author).exclude(",
        "    return Comment.objects.exclude(",
        _C + "test_c11_held_text_is_its_authors.py",
    ),
    Mutant(
        "C12-row",
        "comments/services/responses.py",
        "        changes.apply([StateChange(comment, Status.HELD, Action.REPORT, waits=True,",
        "        Comment.objects.filter(pk=comment.pk).update(is_pinned=not comment.is_pinned)\n"
        "        changes.apply([StateChange(comment, Status.HELD, Action.REPORT, waits=True,",
        _C + "test_c12_decisions.py",
    ),
    Mutant(
        "C12-append-only",
        "comments/migrations/0001_initial.py",
        "            RAISE EXCEPTION 'a moderation decision is never changed';\n",
        "            RETURN NEW;\n",
        _C + "test_c12_decisions.py",
    ),
]
