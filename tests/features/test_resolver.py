import numpy as np
import pytest

from riskscreen.errors import FeatureError
from riskscreen.features import mechanism
from riskscreen.features.resolver import evaluate, order


def test_every_step_comes_after_its_inputs():
    steps = [step.name for step in order(("siblings_out_of_school",))]
    assert steps == ["school_age", "out_of_school", "siblings_out_of_school"]


def test_a_column_is_evaluated_as_it_is_recorded(make_snapshot):
    snapshot = make_snapshot({"age_years": [4.0, 9.0]})
    (ages,) = evaluate(["age_years"], snapshot, areas=None, horizon_months=12)
    assert ages.tolist() == [4.0, 9.0]


def test_a_name_that_nobody_knows_is_refused(make_snapshot):
    snapshot = make_snapshot({"age_years": [4.0]})
    with pytest.raises(FeatureError, match="shoe_size"):
        evaluate(["shoe_size"], snapshot, areas=None, horizon_months=12)


def test_text_is_refused_as_a_number(make_snapshot):
    snapshot = make_snapshot({"age_years": [4.0], "orphan": ["no"]})
    with pytest.raises(FeatureError, match=r"orphan holds .*not numbers"):
        evaluate(["orphan"], snapshot, areas=None, horizon_months=12)


def test_an_area_mean_of_an_area_mean_is_refused(make_snapshot):
    snapshot = make_snapshot({"age_years": [4.0]})
    with pytest.raises(FeatureError, match="area mean of an area mean"):
        evaluate(["area_income"], snapshot, areas=None, horizon_months=12)


@pytest.mark.parametrize("special", mechanism.SPECIAL)
def test_a_special_argument_is_no_feature(special, make_snapshot):
    with pytest.raises(FeatureError, match="is an argument"):
        evaluate([special], make_snapshot({"age_years": [4.0]}), areas=None, horizon_months=12)


@pytest.mark.parametrize(
    "answer", [lambda a: a.sum(), lambda a: a[:1], lambda a: a > 3], ids=["scalar", "short", "bool"]
)
def test_a_function_that_returns_no_number_per_child_is_refused(answer, make_snapshot):
    entry = mechanism.Quantity("odd", answer, ("age_years",), "Odd.")
    with pytest.raises(FeatureError, match="odd returned"):
        evaluate(
            ["odd"],
            make_snapshot({"age_years": [4.0, 5.0]}),
            areas=None,
            horizon_months=12,
            extra=[entry],
        )


def test_the_horizon_reaches_the_function(make_snapshot):
    snapshot = make_snapshot({"age_years": [5.0, 4.0, 15.0, np.nan]})
    (year,) = evaluate(["nears_age_limit"], snapshot, areas=None, horizon_months=12)
    (now,) = evaluate(["nears_age_limit"], snapshot, areas=None, horizon_months=0)
    assert year.tolist()[:3] == [1.0, 0.0, 1.0]
    assert np.isnan(year[3])
    assert now.tolist()[:3] == [0.0, 0.0, 0.0]
