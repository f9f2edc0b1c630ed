import numpy as np
import pytest

from riskscreen import training
from riskscreen.errors import InputError

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
