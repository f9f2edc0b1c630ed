import json

import numpy as np
import pytest

from riskscreen import features, policy
from riskscreen.errors import FeatureError
from riskscreen.features.state import LEVELS, FittedState, fit_means

DEFAULT = policy.load("default")


def places(commune, difficulty, region):
    columns = {"commune": commune, "difficulty": difficulty, "region": region}
    return {level: np.array(codes, dtype=np.str_) for level, codes in columns.items()}


@pytest.fixture
def small():
    where = places(["a", "a", "b", ""], ["p|1", "p|1", "p|1", ""], ["r", "r", "r", "s"])
    poor = np.array([1.0, 0.0, 1.0, 0.0])
    return fit_means({"poor": poor}, where, weight=np.ones(4), prior_children=2.0, day="2025-01-01")


def test_an_area_mean_is_drawn_towards_the_area_around_it(small):
    nation = 2 / 4
    region = (2 + 2 * nation) / (3 + 2)
    around = (2 + 2 * region) / (3 + 2)
    commune_a = (1 + 2 * around) / (2 + 2)
    here = small.at(places(["a"], ["p|1"], ["r"]))
    assert here["poor"][0] == pytest.approx(commune_a, rel=1e-14)
    assert not here.fallback[0]


@pytest.mark.parametrize(
    ("commune", "difficulty", "region", "same_as"),
    [
        ("z", "p|1", "r", ("difficulty", "p|1")),
        ("z", "p|9", "r", ("region", "r")),
        ("z", "q|1", "x", None),
        ("", "", "", None),
    ],
    ids=["difficulty_class", "region", "nation", "nothing_recorded"],
)
def test_an_area_never_seen_takes_the_next_wider_one_and_is_flagged(
    small, commune, difficulty, region, same_as
):
    here = small.at(places([commune], [difficulty], [region]))
    start = 1
    expected = 0.5 if same_as is None else None
    for level in LEVELS:
        if same_as is not None and level == same_as[0]:
            keys = small.keys[level].tolist()
            expected = small.means["poor"][start + keys.index(same_as[1])]
        start += len(small.keys[level])
    assert here["poor"][0] == expected
    assert here.fallback[0]


def test_weights_count():
    where = places(["a", "a"], ["", ""], ["", ""])
    fitted = fit_means(
        {"poor": np.array([1.0, 0.0])},
        where,
        weight=np.array([3.0, 1.0]),
        prior_children=0.0,
        day="2025-01-01",
    )
    assert fitted.at(where)["poor"].tolist() == [0.75, 0.75]


def test_what_nobody_knows_is_missing_and_written_as_null():
    where = places(["a"], ["p|1"], ["r"])
    fitted = fit_means(
        {"poor": np.array([np.nan])},
        where,
        weight=np.ones(1),
        prior_children=20.0,
        day="2025-01-01",
    )
    assert np.isnan(fitted.at(where)["poor"]).all()
    assert fitted.to_dict()["means"]["poor"] == [None] * 4


def test_a_commune_of_unknown_answers_takes_the_mean_around_it(small):
    where = places(["a", "b"], ["p|1", "p|1"], ["r", "r"])
    fitted = fit_means(
        {"poor": np.array([1.0, np.nan])},
        where,
        weight=np.ones(2),
        prior_children=5.0,
        day="2025-01-01",
    )
    assert fitted.at(where)["poor"].tolist() == [1.0, 1.0]


def test_the_state_survives_json_bit_for_bit(state):
    text = json.dumps(state.to_dict(), allow_nan=False)
    back = FittedState.from_dict(json.loads(text))
    assert list(back.means) == list(state.means)
    for name, means in state.means.items():
        np.testing.assert_array_equal(back.means[name], means)
    for level in LEVELS:
        np.testing.assert_array_equal(back.keys[level], state.keys[level])


@pytest.mark.parametrize(
    ("change", "match"),
    [
        (lambda plain: plain.update(format=2), "of format 2"),
        (lambda plain: plain["means"]["poor"].append(0.5), "poor has 7 means for 6 areas"),
        (lambda plain: plain["means"]["poor"].__setitem__(0, float("inf")), "1 of them not"),
        (lambda plain: plain["keys"]["commune"].reverse(), "not in order"),
        (lambda plain: plain["keys"]["commune"].__setitem__(0, 3), "no text"),
    ],
    ids=["format", "length", "infinite", "order", "number_as_key"],
)
def test_a_state_that_was_changed_is_refused(small, change, match):
    plain = json.loads(json.dumps(small.to_dict()))
    change(plain)
    with pytest.raises(FeatureError, match=match):
        FittedState.from_dict(plain)


def test_only_declared_means_may_be_read(small):
    here = small.at(places(["a"], ["p|1"], ["r"])).only(("rich",))
    with pytest.raises(FeatureError, match="poor is not declared"):
        here["poor"]
    with pytest.raises(FeatureError, match="no area mean of rich"):
        here["rich"]


def test_without_columns_of_places_every_mean_is_the_nations_and_flagged(make_snapshot):
    snapshot = make_snapshot({"age_years": [7.0, 8.0], "health_insurance": [1.0, 0.0]})
    fitted = features.fit(snapshot, policy=DEFAULT)
    matrix = features.build(snapshot, state=fitted)
    assert matrix.column("area_uninsured_share").tolist() == [0.5, 0.5]
    assert matrix.area_fallback.all()


def test_the_sampling_unit_stands_for_a_commune_that_has_no_code(make_snapshot):
    homes = {"household_id": ["h0", "h1"], "psu": ["u1", "u2"]}
    snapshot = make_snapshot({"age_years": [7.0, 8.0], "health_insurance": [1.0, 0.0]}, homes)
    fitted = features.fit(snapshot, policy=DEFAULT)
    matrix = features.build(snapshot, state=fitted)
    assert not matrix.area_fallback.any()
    assert matrix.column("area_uninsured_share")[0] < matrix.column("area_uninsured_share")[1]


def test_a_code_of_another_list_is_another_place(make_snapshot):
    def living(year):
        homes = {
            "household_id": ["h0"],
            "commune_code": ["00123"],
            "code_list_year": [year],
        }
        return make_snapshot({"age_years": [7.0]}, homes)

    fitted = features.fit(living(2019.0), policy=DEFAULT)
    assert not features.build(living(2021.0), state=fitted).area_fallback[0]
    assert features.build(living(2025.0), state=fitted).area_fallback[0]


@pytest.mark.parametrize("weight", [0.0, -1.0, np.nan, np.inf])
def test_a_weight_that_is_not_positive_is_refused(make_snapshot, weight):
    snapshot = make_snapshot({"age_years": [7.0, 8.0]})
    with pytest.raises(FeatureError, match="1 of 2 children; first is child c1"):
        features.fit(snapshot, policy=DEFAULT, weight=np.array([1.0, weight]))
