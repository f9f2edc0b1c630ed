import numpy as np
import pytest

from riskscreen import records, synthetic

DAY, LATER = "2024-09-15", "2025-09-15"
NAN = np.nan


@pytest.fixture(scope="session")
def panel_records():
    return synthetic.panel(households=400, waves=3, seed=11, profile="demo").records()


@pytest.fixture
def by_hand():
    """Six children seen twice; by dropout: yes, no, lost, unknown eligibility, not eligible, no."""

    def make(*, weight=(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), declared="", psu=("p",) * 6, kind=None):
        ids = np.array(["a", "b", "c", "d", "e", "f"])
        now = np.array([1, 1, 1, NAN, 0, 1])
        then = np.array([0, 1, 1, 1, 1, 1])
        seen = np.array([0, 1, 3, 4, 5])  # c is lost
        children = {
            "child_id": np.r_[ids, ids[seen]],
            "household_id": np.r_[ids, ids[seen]],
            "observed_date": np.array([DAY] * 6 + [LATER] * 5, "datetime64[D]"),
            "age_years": np.r_[np.full(6, 10.0), np.full(5, 11.0)],
            "sex": np.array(["male", "female"] * 3 + ["male"] * 5),
            "attending_school": np.r_[now, then[seen]],
            "grade_current": np.full(11, 4.0),
        }
        if weight is not None:
            children["weight"] = np.r_[weight, np.full(5, 9.0)]
        households = {
            "household_id": ids,
            "observed_date": np.full(6, np.datetime64(DAY)),
            "psu": np.array(psu),
            "commune_code": np.array(["00001", "00001", "", "", "", ""]),
            "urban": np.array([1.0, 0.0, NAN, 0.0, 0.0, 0.0]),
        }
        if kind is not None:
            households["weight_kind"] = np.full(6, kind)
        return records.Records(
            households=records.Table(households),
            children=records.Table(children),
            weights=declared,
        )

    return make
