from __future__ import annotations

import numpy as np
import pytest

from riskscreen.errors import InputError
from riskscreen.model import Screener


def test_each_model_takes_its_columns_by_name(fitted, risk_model):
    screener = Screener({"dropout": risk_model}, state={})
    order = np.random.default_rng(0).permutation(12)
    names = [risk_model.feature_names[at] for at in order] + ["another"]
    values = np.hstack([fitted.X[:, order], np.zeros((fitted.X.shape[0], 1))])
    found = screener.predict(values, names=names)["dropout"]
    np.testing.assert_array_equal(found.risk, risk_model.predict(fitted.X).risk)


def test_a_feature_that_is_not_there_is_named(fitted, risk_model):
    screener = Screener({"dropout": risk_model}, state={})
    with pytest.raises(InputError, match="1 of 12 features of dropout are not there"):
        screener.predict(fitted.X[:, 1:], names=risk_model.feature_names[1:])


def test_an_unknown_outcome_is_named(fitted, risk_model):
    with pytest.raises(InputError, match="no model of exclusion; there are dropout"):
        Screener({"dropout": risk_model}, state={}).matrix("exclusion", fitted.X, names=[])


@pytest.mark.parametrize("names", [(), ("exclusion",)], ids=["none", "wrong name"])
def test_models_must_stand_under_their_names(risk_model, names):
    with pytest.raises(InputError):
        Screener(dict.fromkeys(names, risk_model), state={})
