"""A release whose tables of novelty are not whole is no release."""

from __future__ import annotations

import pytest
from tests.signers import TRUST

from riskscreen import bundle, model
from riskscreen.errors import BundleError

PATH = "dropout/model.json"


def _without(facts):
    del facts["support"]


def _unlimited(facts):
    facts["support"]["limit"] = model.FAR


def _half_a_thousandth(facts):
    facts["support"]["features"][0]["cost"][0] = 0.5


def _negative(facts):
    facts["support"]["features"][0]["cost"][0] = -1


def _fewer(facts):
    facts["support"]["features"].pop()
    facts["support"]["pairs"] = []


def _other_name(facts):
    facts["support"]["features"][0]["name"] = "nobody"


def _twice(facts):
    facts["support"]["features"][1]["name"] = facts["support"]["features"][0]["name"]


def _falling(facts):
    facts["support"]["features"][0]["edges"].reverse()


def _loop(facts):
    facts["support"]["pairs"][0]["second"] = facts["support"]["pairs"][0]["first"]


def _beyond(facts):
    facts["support"]["pairs"][0]["second"] = 4000


def _ragged(facts):
    facts["support"]["pairs"][0]["cost"][0].pop()


def _blank(facts):
    facts["support"] = {}


def _further(facts):
    facts["support"]["switched_off"] = True


@pytest.mark.parametrize(
    "change",
    [_without, _unlimited, _half_a_thousandth, _negative, _fewer, _other_name, _twice, _falling,
     _loop, _beyond, _ragged, _blank, _further],
)  # fmt: skip
def test_a_support_that_does_not_belong_to_its_model_is_refused(forge_json, change):
    with pytest.raises(BundleError):
        bundle.read(forge_json(PATH, change), trust=TRUST)


def test_the_support_comes_back_as_it_was_written(made, original):
    found = bundle.read(original, trust=TRUST).models["dropout"].support
    assert found.to_dict() == made.models["dropout"].support.to_dict()
