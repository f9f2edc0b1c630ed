"""A dial hides cases of one group in one wave, and nothing else."""

import numpy as np
import pytest

from riskscreen import outcomes, synthetic
from riskscreen.errors import InputError
from riskscreen.synthetic.dials import UnderRecorded

WAVE = 2


def turned(outcome, **changes):
    dial = {"column": "ethnicity", "level": "minority", "wave": WAVE, "share": 0.5} | changes
    return synthetic.panel(
        households=1500,
        seed=11,
        dials=synthetic.Dials((UnderRecorded(outcome=outcome, **dial),)),
    )


def labels(panel, outcome):
    held = panel.records()
    snapshot = held.as_of(synthetic.WAVE_DAYS[WAVE - 2])
    definition = outcomes.get(outcome)
    label = outcomes.label(definition, held.follow_up(snapshot))
    label[outcomes.eligible(definition, snapshot) != 1] = np.nan
    return label, ~np.isin(snapshot.column("ethnicity"), ("Kinh", "Hoa", "not_recorded"))


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
def test_about_the_share_of_the_group_s_cases_is_hidden_and_no_other(small, outcome):
    fair, minority = labels(small, outcome)
    biased, _ = labels(turned(outcome), outcome)
    known = ~np.isnan(fair)
    assert np.array_equal(fair[known & ~minority], biased[known & ~minority])
    hidden = 1 - biased[known & minority].sum() / fair[known & minority].sum()
    assert 0.3 < hidden < 0.7


@pytest.mark.parametrize("outcome", synthetic.OUTCOMES)
def test_truth_households_and_the_other_waves_stay(small, outcome):
    biased = turned(outcome)
    assert biased.digests["truth"] == small.digests["truth"]
    assert biased.digests["households"] == small.digests["households"]
    wave = np.searchsorted(np.array(synthetic.WAVE_DAYS), small.children["observed_date"]) + 1
    for name, values in small.children.items():
        other = biased.children[name]
        assert np.array_equal(values[wave != WAVE].astype(str), other[wave != WAVE].astype(str)), (
            name
        )


@pytest.mark.parametrize(
    ("column", "level"), [("sex", "female"), ("region", "mekong_delta"), ("ethnicity", "kinh_hoa")]
)
def test_other_groups_can_be_hidden(small, column, level):
    biased = turned("child_labour", column=column, level=level, share=1.0)
    changed = np.nan_to_num(biased.children["economic_hours_week"]) != np.nan_to_num(
        small.children["economic_hours_week"]
    )
    assert changed.any()
    if column == "sex":
        assert set(small.children["sex"][changed]) == {level}


def test_a_wave_that_is_not_recorded_is_refused():
    with pytest.raises(InputError, match="wave of a dial outside 1-3"):
        turned("dropout", wave=4)
