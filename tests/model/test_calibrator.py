from __future__ import annotations

import json

import numpy as np
import pytest

from riskscreen.errors import InputError
from riskscreen.model import Calibrator


@pytest.mark.parametrize(
    ("margins", "logits", "words"),
    [
        ((0.0,), (0.0,), "at least two"),
        ((0.0, 1.0), (0.0,), "as many values as margins"),
        ((0.0, 0.0), (0.0, 1.0), "do not rise"),
        ((0.0, 1.0), (1.0, 0.0), "falls between two knots"),
        ((0.0, np.nan), (0.0, 1.0), "not a finite number"),
        ((0.0, 1.0), (0.0, np.inf), "not a finite number"),
    ],
    ids=["one", "uneven", "level", "falling", "missing", "endless"],
)
def test_knots_that_are_no_monotone_map_are_refused(margins, logits, words):
    with pytest.raises(InputError, match=words):
        Calibrator(margins, logits)


def test_json_gives_back_the_same_map():
    line = Calibrator((-1.1, 0.3, 2.0), (-3.0, -3.0, 0.1))
    assert Calibrator.from_dict(json.loads(json.dumps(line.to_dict()))) == line


def test_a_child_without_a_margin_has_no_risk():
    assert np.isnan(Calibrator((0.0, 1.0), (0.0, 1.0)).risk(np.array([np.nan]))).all()
