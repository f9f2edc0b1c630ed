from __future__ import annotations

import json

import numpy as np
import pytest

from riskscreen import bundle
from riskscreen.bundle.golden import check_golden
from riskscreen.errors import BundleError


def test_golden_rows_are_json_and_come_back_as_they_were(made):
    golden = json.loads(json.dumps(made.golden["dropout"], allow_nan=False))
    assert golden["rows"][0][0] is None
    check_golden(made.models["dropout"], golden)


@pytest.mark.parametrize("name", ["margin", "risk", "lo", "hi"])
@pytest.mark.parametrize("by", [2e-12, -2e-12, np.nan])
def test_a_number_off_by_more_than_its_last_bits_is_refused(made, name, by):
    golden = {**made.golden["dropout"]}
    golden[name] = [golden[name][0], golden[name][1] + by, *golden[name][2:]]
    with pytest.raises(BundleError, match=f"another {name} in 1 of 6 golden rows; first is row 1"):
        check_golden(made.models["dropout"], golden)


def test_the_last_bit_may_differ(made):
    golden = {**made.golden["dropout"]}
    golden["margin"] = np.nextafter(golden["margin"], np.inf).tolist()
    check_golden(made.models["dropout"], golden)


@pytest.mark.parametrize(
    "X", [np.empty((0, 3)), np.full((1, 3), np.inf)], ids=["no row", "infinite"]
)
def test_rows_that_json_cannot_hold_are_refused(made, X):
    with pytest.raises(BundleError, match="golden rows"):
        bundle.golden_rows(made.models["dropout"], X)


@pytest.mark.parametrize("change", [{"rows": [[1.0, 2.0]] * 6}, {"risk": [0.5]}])
def test_rows_of_another_width_or_number_are_refused(made, change):
    with pytest.raises(BundleError, match="lengths"):
        check_golden(made.models["dropout"], {**made.golden["dropout"], **change})
