from dataclasses import replace

import numpy as np
import pytest

from riskscreen.auditing.comparing.studies import studies


def _with_features(rows, seed):
    rng = np.random.default_rng(seed)
    hint = np.log(rows.risk) + rng.normal(0, 0.3, rows.n_children)
    return replace(rows, feature_names=("hint",), features=hint[:, None])


@pytest.fixture(scope="module")
def pair(world):
    return _with_features(world(1), 1), _with_features(world(2), 2)


def _studied(rows, earlier, limits, *, seed=0, attribute="ethnicity"):
    return studies(
        rows, earlier, policy=limits, attribute=attribute, rng=np.random.default_rng(seed)
    )


@pytest.fixture(scope="module")
def drawn(pair, limits):
    return _studied(*pair, limits)


def test_both_lists_are_as_long_as_the_audited_one(pair, drawn):
    rows, _ = pair
    for study in drawn:
        assert rows.weight @ study.taken == pytest.approx(rows.weight @ rows.selected)


def test_the_same_seed_gives_the_same_lists(pair, drawn, limits):
    again = _studied(*pair, limits)
    assert all(np.array_equal(a.taken, b.taken) for a, b in zip(drawn, again, strict=True))


def test_another_seed_moves_them_by_little(pair, drawn, limits):
    rows, _ = pair
    for one, other in zip(drawn, _studied(*pair, limits, seed=9), strict=True):
        moved = rows.weight @ np.abs(one.taken - other.taken)
        assert moved < 0.3 * (rows.weight @ rows.selected)


def test_a_study_says_that_chance_decides_and_for_how_many(pair, drawn):
    rows, _ = pair
    for study in drawn:
        by_chance = (study.taken > 0) & (study.taken < 1)
        share = 100 * (rows.weight @ by_chance) / rows.weight.sum()
        assert study.random
        assert f"Chance decides for {share:.1f} %" in study.note_en
        assert f"{share:.1f} %".replace(".", ",") in study.note_vi


@pytest.mark.parametrize(
    ("attribute", "named"), [("sex", "giới"), ("region", "vùng"), ("urban", "urban")]
)
def test_the_attribute_is_the_caller_s(pair, limits, attribute, named):
    rows, earlier = pair
    if attribute == "urban":  # nobody is recorded as rural
        (study, _) = _studied(rows, earlier, limits, attribute=attribute)
        assert study.taken is None
        assert "rural" in study.note_en
    else:
        (study, _) = _studied(rows, earlier, limits, attribute=attribute)
        assert f"by {attribute}" in study.note_en
        assert f"theo {named}" in study.note_vi


def test_a_group_without_cases_stops_both_and_is_named(pair, limits):
    rows, earlier = pair
    spared = np.where(earlier.groups["ethnicity"] == "minority", 0.0, earlier.label)
    for study in _studied(rows, replace(earlier, label=spared), limits):
        assert study.taken is None
        assert "in minority" in study.note_en
        assert "nhóm minority" in study.note_vi


def test_children_of_no_named_level_stand_with_the_largest(pair, limits):
    rows, earlier = pair
    unknown = np.where(np.arange(rows.n_children) < 200, "not_recorded", rows.groups["ethnicity"])
    odd = replace(rows, groups={**rows.groups, "ethnicity": unknown})
    largest = np.where(unknown == "not_recorded", "kinh_hoa", unknown)
    named = replace(rows, groups={**rows.groups, "ethnicity": largest})
    (one, _), (other, _) = (_studied(table, earlier, limits) for table in (odd, named))
    assert np.array_equal(one.taken, other.taken)


@pytest.mark.parametrize("fault", ["absent", "renamed"])
def test_without_the_same_features_only_the_gradient_study_is_refused(pair, limits, fault):
    rows, earlier = pair
    if fault == "absent":
        rows = replace(rows, features=None, feature_names=())
    else:
        rows = replace(rows, feature_names=("another",))
    thresholds, gradient = _studied(rows, earlier, limits)
    assert thresholds.taken is not None
    assert gradient.taken is None
    assert "inputs of the model" in gradient.note_en


def test_an_attribute_that_nobody_has_is_named(pair, limits):
    for study in _studied(*pair, limits, attribute="height"):
        assert study.taken is None
        assert "no attribute height" in study.note_en


def test_training_rows_without_an_outcome_or_a_risk_teach_nothing(pair, drawn, limits):
    rows, earlier = pair
    more = 300
    label = np.concatenate([np.full(more, np.nan), earlier.label])
    longer = replace(
        earlier,
        **{
            name: np.concatenate([getattr(earlier, name)[-more:], getattr(earlier, name)])
            for name in ("eligible", "risk", "selected", "weight", "psu", "stratum", "features")
        },
        label=label,
        groups={name: np.concatenate([of[-more:], of]) for name, of in earlier.groups.items()},
        baselines={},
    )
    again = _studied(rows, longer, limits)
    assert all(np.array_equal(a.taken, b.taken) for a, b in zip(drawn, again, strict=True))


def test_whom_the_tool_refuses_is_on_neither_list(pair, limits):
    rows, earlier = pair
    risk = np.where(np.arange(rows.n_children) < 500, np.nan, rows.risk)
    for study in _studied(replace(rows, risk=risk), earlier, limits):
        assert (study.taken[:500] == 0).all()
