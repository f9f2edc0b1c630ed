from dataclasses import replace

import numpy as np
import pytest


def test_strata_of_one_psu_are_named(fair, run):
    stratum = np.where(fair.psu == "7", "lonely", fair.stratum)
    found = run(replace(fair, stratum=stratum))["AUD-15", "overall"]
    assert found.measured == 1
    assert "lonely" in found.detail
    assert found.verdict == "insufficient evidence"
    assert not found.judges


def test_a_design_without_lone_strata_has_merged_none(fair, run):
    found = run(fair)["AUD-15", "overall"]
    assert (found.measured, found.verdict, found.detail) == (0, "pass", "")


@pytest.mark.parametrize(
    ("ties", "measured"), [(0, 0.0), (400, 0.05), (12, None)], ids=["none", "many", "too few"]
)
def test_the_size_of_a_tie_is_shown_unless_it_is_small(fair, run, ties, measured):
    found = run(replace(fair, allocation={"ties": ties}))["AUD-24", "overall"]
    assert found.measured == (None if measured is None else pytest.approx(measured))


def test_a_list_that_does_not_say_has_no_finding_on_ties(fair, run):
    assert ("AUD-24", "overall") not in run(fair)
