from dataclasses import replace

import numpy as np
import pytest

from riskscreen import auditing
from riskscreen.errors import InputError
from riskscreen.policy import load


def test_a_child_of_unknown_eligibility_has_no_risk_and_is_not_selected(three_groups):
    eligible = three_groups.eligible.copy()
    eligible[0] = np.nan
    rows = replace(three_groups, eligible=eligible)
    assert np.isnan(rows.risk[0])
    assert not rows.selected[0]


def test_a_child_without_a_risk_is_not_selected(three_groups):
    rows = replace(three_groups, risk=np.full(12, np.nan))
    assert not rows.selected.any()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("label", 2.0, "label is not 0, 1 or NaN in 1 of 12"),
        ("eligible", 0.0, "eligible is not 1 or NaN in 1 of 12"),
        ("weight", 0.0, "weight is not above 0 in 1 of 12"),
        ("weight", np.nan, "weight is not above 0 in 1 of 12"),
        ("risk", 1.5, "risk is outside 0-1 in 1 of 12"),
        ("risk", np.inf, "risk is outside 0-1 in 1 of 12"),
    ],
)
def test_impossible_values_are_refused(three_groups, field, value, said):
    values = getattr(three_groups, field).copy()
    values[3] = value
    with pytest.raises(InputError, match=f"{said}.*first is row 3"):
        replace(three_groups, **{field: values})


def test_arrays_of_another_length_are_refused(three_groups):
    with pytest.raises(InputError, match=r"first is groups.sex"):
        replace(three_groups, groups={"sex": np.array(["female"])})


def test_nobody_to_audit_is_refused():
    none = np.zeros(0)
    with pytest.raises(InputError, match="no eligible child"):
        auditing.AuditInput(
            outcome="x", label=none, eligible=none, risk=none, selected=none.astype(bool),
            weight=none, psu=none.astype(str), stratum=none.astype(str), groups={},
        )  # fmt: skip


@pytest.mark.parametrize(
    ("column", "value", "level"),
    [
        ("sex", "", "not_recorded"),
        ("sex", "not_recorded", "not_recorded"),
        ("sex", "unknown code", "other"),
        ("ethnicity", "Mông", "minority"),
        ("ethnicity", "not_recorded", "not_recorded"),
        ("region", "mekong_delta", "south"),
        ("poverty_status", "near_poor", "near_poor"),
    ],
)
def test_recorded_values_become_levels(column, value, level):
    cut = auditing.levels(load("demo"), {column: np.array([value])}, 1)
    assert cut[column.removesuffix("_status")].tolist() == [level]


def test_a_column_nobody_recorded_is_not_recorded_for_all():
    cut = auditing.levels(load("demo"), {}, 2)
    assert cut["ethnicity"].tolist() == ["not_recorded"] * 2


def test_a_code_and_a_risk_together_are_refused(three_groups):
    novel = np.arange(12) == 3
    with pytest.raises(InputError, match=r"outside_support and a risk in 1 of 12.*first is row 3"):
        replace(three_groups, refused={"outside_support": novel})


def test_codes_of_another_length_are_refused(three_groups):
    with pytest.raises(InputError, match=r"first is refused.outside_support"):
        replace(three_groups, refused={"outside_support": np.zeros(2, dtype=bool)})
