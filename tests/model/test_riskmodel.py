from __future__ import annotations

import dataclasses
import hashlib
import json
import re

import numpy as np
import pytest

from riskscreen.errors import InputError
from riskscreen.model import Booster, Calibrator, RiskModel


def test_risk_is_the_calibrated_margin_inside_its_interval(fitted, risk_model):
    told = risk_model.predict(fitted.X)
    np.testing.assert_array_equal(told.risk, risk_model.calibrator.risk(told.margin))
    assert ((told.lo <= told.risk) & (told.risk <= told.hi)).all()


def test_a_child_alone_is_told_what_the_batch_is_told(fitted, risk_model):
    together = risk_model.predict(fitted.X)
    for row in range(0, fitted.X.shape[0], 11):
        alone = risk_model.predict(fitted.X[row : row + 1])
        for name in ("margin", "risk", "lo", "hi"):
            assert getattr(alone, name)[0] == getattr(together, name)[row]


def test_contributions_are_checked_and_sum_to_the_margin(fitted, risk_model):
    values = risk_model.contributions(fitted.X)
    np.testing.assert_allclose(values.sum(axis=1), risk_model.predict(fitted.X).margin, atol=1e-9)


def test_the_digest_is_that_of_the_text(fitted, risk_model):
    assert risk_model.digest == hashlib.sha256(fitted.text.encode()).hexdigest()


def test_json_and_text_give_back_the_same_model(fitted, risk_model):
    plain = json.loads(json.dumps(risk_model.to_dict()))
    copy = RiskModel.from_dict(plain, Booster.from_text(fitted.text))
    assert copy.to_dict() == risk_model.to_dict()
    np.testing.assert_array_equal(copy.predict(fitted.X).hi, risk_model.predict(fitted.X).hi)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"feature_names": ("a",)}, "1 feature names for a booster of 12"),
        ({"gain": (1.0,)}, "1 shares of gain for 12 features"),
        ({"gain": (0.9, *[0.0] * 11)}, "sum to 0.9"),
        ({"gain": (1.5, -0.5, *[0.0] * 10)}, "shares of 1"),
        ({"gain": (np.nan, *[0.0] * 11)}, "shares of 1"),
        ({"training_prevalence": 12.0}, "it is 0-1"),
        ({"age_range": (17.0, 5.0)}, "youngest"),
        ({"horizon_months": -1}, "horizon"),
        ({"calibrator": Calibrator((-1.0, 1.0), (5.0, 6.0))}, "outside its interval"),
    ],
    ids=["names", "gains", "sum", "negative", "missing", "percent", "ages", "horizon", "curves"],
)
def test_parts_that_do_not_belong_together_are_refused(risk_model, change, words):
    with pytest.raises(InputError, match=words):
        dataclasses.replace(risk_model, **change)


def test_it_has_no_way_to_learn(risk_model):
    for part in (risk_model, risk_model.booster, risk_model.calibrator):
        assert not [name for name in dir(part) if "fit" in name or name == "train"]
    with pytest.raises(dataclasses.FrozenInstanceError):
        risk_model.training_prevalence = 0.5


def test_names_in_another_order_are_refused(risk_model):
    first, second, *rest = risk_model.feature_names
    with pytest.raises(InputError, match="first difference is 0: feature_1 against feature_0"):
        dataclasses.replace(risk_model, feature_names=(second, first, *rest))


def test_a_model_of_an_earlier_version_is_to_be_trained_again(risk_model: RiskModel) -> None:
    plain = risk_model.to_dict()
    del plain["support"]
    with pytest.raises(InputError, match="made by an earlier version: train again"):
        RiskModel.from_dict(plain, risk_model.booster)


def test_the_support_is_of_what_the_booster_reads(risk_model: RiskModel) -> None:
    assert risk_model.support.names == ("feature_0", "feature_1")
    with pytest.raises(InputError, match="first difference is feature_2"):
        dataclasses.replace(risk_model, gain=(0.5, 0.3, 0.2, *[0.0] * 9))
    with pytest.raises(InputError, match="first difference is their order"):
        moved = dataclasses.replace(risk_model.support, places=(1, 0))
        dataclasses.replace(risk_model, support=moved)


def test_a_support_that_claims_a_gap_which_the_trees_read_as_nought_is_refused(
    fitted, risk_model: RiskModel
) -> None:
    # the text says how long each tree is: the bits of NaN go, the length stays
    blind = Booster.from_text(
        re.sub(
            r"(?m)^decision_type=(.*)$",
            lambda line: line[0].replace("10", "02").replace("8", "0"),
            fitted.text,
        )
    )
    words = r"says that 2 of 2 features were missing in training.*feature_0: a share of 0\.185"
    with pytest.raises(InputError, match=words):
        dataclasses.replace(risk_model, booster=blind)
    seen = [dataclasses.replace(one, missing_share=0.0) for one in risk_model.support.features]
    silent = dataclasses.replace(risk_model.support, features=tuple(seen))
    assert dataclasses.replace(risk_model, booster=blind, support=silent).support is silent
