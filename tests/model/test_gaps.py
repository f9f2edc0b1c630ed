"""What the trees know of a gap is read from their text, every split of a feature counted."""

from __future__ import annotations

import pytest

from riskscreen.errors import IntegrityError
from riskscreen.model import Booster
from riskscreen.model.gaps import known_gaps


def text(features: str, kinds: str) -> str:
    return f"Tree=0\nsplit_feature={features}\nsplit_gain=1\ndecision_type={kinds}\n"


@pytest.mark.parametrize(
    ("features", "kinds", "known"),
    [
        ("0 1", "8 10", (True, True)),
        ("0 1", "10 2", (True, False)),
        ("0 1", "0 8", (False, True)),
        ("0 1", "6 8", (False, True)),
        ("0 0 0", "10 8 2", (False, True)),
        ("", "", (True, True)),
    ],
    ids=["nan", "left", "right", "zero as missing", "one split of three", "no split"],
)
def test_a_gap_is_known_only_where_every_split_reads_nan(features, kinds, known) -> None:
    assert known_gaps(text(features, kinds), n_features=2) == known


def test_all_trees_count() -> None:
    assert known_gaps(text("0", "10") + text("0", "2"), n_features=1) == (False,)


@pytest.mark.parametrize(
    ("features", "kinds"),
    [("0 1", "10"), ("0 7", "10 10"), ("0 -1", "10 10"), ("0 x", "10 10")],
    ids=["fewer kinds", "no such feature", "below", "no number"],
)
def test_a_text_that_does_not_say_it_is_refused(features, kinds) -> None:
    with pytest.raises(IntegrityError, match="take the text as LightGBM wrote it"):
        known_gaps(text(features, kinds), n_features=2)


def test_what_stands_behind_the_trees_is_no_split() -> None:
    behind = "\nend of trees\n\nparameters:\nsplit_feature=0\n"
    assert known_gaps(text("0", "10") + behind, n_features=1) == (True,)


def test_a_booster_knows_what_was_missing_in_its_training(fitted) -> None:
    # the last column was never missing
    assert Booster.from_text(fitted.text).known_gaps == (*[True] * 11, False)
