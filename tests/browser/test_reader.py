"""A reader in a real browser: the mailed link, my page, and the proof of work that our script pays."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from readers import identity
from readers.guards import proof_of_work
from tests.browser.test_look import AXE, RUN_AXE
from tests.jobs import run_jobs
from tests.readers.signing_in import links

SOLVE = """async (challenge) => {
  const { solve } = await import("/static/js/proof-of-work.js");
  return await solve(JSON.parse(challenge));
}"""


def test_a_reader_signs_in_by_the_link_and_changes_their_name(page: Page, paper: Any) -> None:
    reader = identity.reader_for("jane@example.org", "Jane Doe")
    page.goto("/me/")
    form = page.get_by_role("main")
    form.get_by_label("Your mail address").fill("jane@example.org")
    expect(form.get_by_label("Leave this empty")).not_to_be_in_viewport()
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    run_jobs("mail")
    page.goto(links("jane@example.org")[-1])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Jane Doe")).to_be_visible()
    page.evaluate(AXE)
    assert page.evaluate(RUN_AXE) == []
    page.get_by_label("Your name").fill("Jane Roe")
    page.get_by_role("button", name="Change my name").click()
    expect(page.get_by_role("status")).to_have_text("Your name is changed.")
    reader.refresh_from_db()
    assert reader.name == "Jane Roe"


def test_our_script_pays_what_the_server_asks(page: Page, paper: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(proof_of_work, "PRICES", ((0, 30),))
    page.goto("/me/sign-in/")
    for target in range(3):
        proof = page.evaluate(SOLVE, proof_of_work.challenge("comment", target))
        proof_of_work.check(proof, "comment", target).spend()
    spoilt = json.loads(proof_of_work.challenge("comment", 1))
    spoilt["parameters"]["salt"] = "00" * 16
    spoilt["parameters"]["keyPrefix"] = ""
    with pytest.raises(proof_of_work.ProofError):
        proof_of_work.check(page.evaluate(SOLVE, json.dumps(spoilt)), "comment", 1)
