"""The mutants still fit the code. `make mutants` runs them."""

import pytest

from tests.mutants import ROOT, Mutant
from tests.mutants.__main__ import mutants


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.id)
def test_what_a_mutant_replaces_is_there_once_and_its_test_exists(mutant: Mutant) -> None:
    assert mutant.source().count(mutant.find) == 1
    assert mutant.find != mutant.replace
    assert (ROOT / mutant.test.split("::")[0]).is_file()


def test_every_invariant_of_comments_has_a_mutant() -> None:
    assert {mutant.id.split("-")[0] for mutant in mutants()} >= {f"C{number}" for number in range(1, 13)}
