import pytest

from riskscreen import features, outcomes, policy, synthetic
from riskscreen.errors import InputError
from riskscreen.flows.windows import open_windows

FIRST, LATER, _ = (str(day) for day in synthetic.WAVE_DAYS)


@pytest.fixture(scope="module")
def opened():
    held = synthetic.panel(households=400, waves=3, seed=2).records()
    limits = policy.load("demo")
    state = features.fit(held.as_of(FIRST), policy=limits)

    def call(as_of, test_as_of):
        return open_windows(
            held, outcomes.get("dropout"), as_of=as_of, test_as_of=test_as_of,
            horizon_months=12, state=state, limits=limits,
        )  # fmt: skip

    return call


def test_two_days_train_and_none_judges(opened) -> None:
    windows = opened([FIRST, LATER], None)
    assert windows.later is None
    assert set(windows.training.window.tolist()) == {0, 1}


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
    ],
    ids=["no day", "same day", "overlap"],
)
def test_a_window_that_overlaps_is_refused(opened, as_of, test_as_of, wording) -> None:
    with pytest.raises(InputError, match=wording):
        opened(as_of, test_as_of)
