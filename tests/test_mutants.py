"""The faults of `tests/mutants.py` can still be put into the code."""

from __future__ import annotations

import pytest

from tests.mutants import MUTANTS, ROOT, Mutant


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.fault)
def test_a_fault_has_its_place_and_its_proof(mutant: Mutant) -> None:
    """A proof that is measured by a fault is measured by one that can happen."""
    assert (ROOT / mutant.file).read_text("utf-8").count(mutant.old) == 1
    assert mutant.new != mutant.old
    assert all((ROOT / test.partition("::")[0]).is_file() for test in mutant.test.split())
