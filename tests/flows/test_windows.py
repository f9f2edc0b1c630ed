import numpy as np
import pytest

from riskscreen import outcomes, policy, synthetic, tables
from riskscreen.errors import InputError
from riskscreen.flows.windows import open_windows

FIRST, LATER, _ = (str(day) for day in synthetic.WAVE_DAYS)


@pytest.fixture(scope="module")
def opened():
    held = synthetic.panel(households=400, waves=3, seed=2, profile="demo").records()
    limits = policy.load("demo")
    states = {day: tables.fit_state(held.as_of(day), policy=limits) for day in (FIRST, LATER)}

    def call(as_of, test_as_of):
        return open_windows(
            held, outcomes.get("dropout"), as_of=as_of, test_as_of=test_as_of,
            horizon_months=12, states=states, limits=limits,
        )  # fmt: skip

    return call


def test_two_days_train_and_none_judges(opened) -> None:
    windows = opened([FIRST, LATER], None)
    assert windows.later is None
    assert set(windows.training.window.tolist()) == {0, 1}


def test_each_training_window_stands_on_the_areas_of_its_own_day(opened) -> None:
    joined, alone = opened([FIRST, LATER], None).training, opened([FIRST], LATER).training
    first = joined.take(joined.window == 0)
    np.testing.assert_array_equal(first.features.values, alone.features.values)
    assert joined.state.day == LATER


def test_a_later_window_shares_no_day_with_training(opened) -> None:
    windows = opened([FIRST], LATER)
    assert windows.later is not None
    assert windows.later.day > windows.training.day


@pytest.mark.parametrize(
    ("as_of", "test_as_of", "wording"),
    [
        ([], LATER, "no --as-of"),
        ([FIRST], FIRST, "before the last training label is known"),
        ([FIRST, LATER], LATER, "before the last training label is known"),
        ([FIRST], "next year", "is not a day"),
        (["NaT"], None, "is not a day"),
    ],
    ids=["no day", "same day", "overlap", "words", "not a time"],
)
def test_a_window_that_overlaps_is_refused(opened, as_of, test_as_of, wording) -> None:
    with pytest.raises(InputError, match=wording):
        opened(as_of, test_as_of)


def test_a_later_window_whose_outcomes_nobody_knows_is_refused(opened) -> None:
    with pytest.raises(InputError, match="have a known outcome"):
        opened([FIRST], "2025-09-15")
