import numpy as np
import pytest

from riskscreen import measures, training
from riskscreen.errors import InputError
from riskscreen.training import target

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


def test_risks_move_to_the_published_rate_and_keep_their_order(pristine: Trained) -> None:
    result = pristine.run.results["child_labour"]
    X, weight = result.windows.training.features.values, result.windows.training.weight
    before = result.trained.model
    after = training.recalibrate(before, X, weight=weight, rate=0.013)
    told = after.predict(X)
    assert np.average(told.risk, weights=weight) == pytest.approx(0.013, rel=1e-6)
    assert (np.argsort(told.margin) == np.argsort(before.predict(X).margin)).all()
    assert ((told.lo <= told.risk) & (told.risk <= told.hi)).all()


@pytest.mark.parametrize("rate", [0.0, 1.0, 5.4])
def test_a_percent_is_not_a_share(pristine: Trained, rate: float) -> None:
    model = pristine.run.results["child_labour"].trained.model
    X = np.zeros((1, len(model.feature_names)))
    with pytest.raises(InputError, match=r"as 0\.054"):
        training.recalibrate(model, X, weight=np.ones(1), rate=rate)


@pytest.mark.parametrize("nobody", [np.nan, 0.0])
def test_a_child_without_a_weight_matches_no_rate(pristine: Trained, nobody: float) -> None:
    result = pristine.run.results["child_labour"]
    X, weight = result.windows.training.features.values, result.windows.training.weight.copy()
    weight[::7] = nobody
    after = training.recalibrate(result.trained.model, X, weight=weight, rate=0.054)
    has = np.isfinite(weight) & (weight > 0)
    assert np.average(after.predict(X[has]).risk, weights=weight[has]) == pytest.approx(0.054)


def test_a_rate_that_no_weighted_child_could_meet_is_refused(pristine: Trained) -> None:
    model = pristine.run.results["child_labour"].trained.model
    X = np.zeros((2, len(model.feature_names)))
    with pytest.raises(InputError, match="none of 2 children has a weight"):
        training.recalibrate(model, X, weight=np.array([np.nan, 0.0]), rate=0.05)


def test_a_shift_of_risks_is_the_shift_of_the_model(pristine: Trained) -> None:
    result = pristine.run.results["child_labour"]
    X, model = result.windows.training.features.values, result.trained.model
    shift = target.target_shift(model, X, weight=result.windows.training.weight, rate=0.013)
    assert shift < 0
    alone = measures.shifted_risk(model.predict(X).risk, shift)
    assert alone == pytest.approx(target.moved(model, shift).predict(X).risk, rel=1e-9)
