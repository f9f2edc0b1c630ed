"""A share beside rounded counts tells what these tell, and its interval holds the exact one."""

import numpy as np
import pytest

from riskscreen.auditing.disclosing.quotient import few, quotient, widened
from riskscreen.auditing.disclosing.rounding import figure_step, rounded, window


@pytest.mark.parametrize(("of", "happened"), [(140, 30), (34, 10), (1250, 500), (60_000, 1000)])
def test_every_pair_of_counts_in_the_printed_windows_has_one_share(of: int, happened: int) -> None:
    ends = [(k, n) for k in window(rounded(happened)) for n in window(rounded(of))]
    assert len({quotient(k, n) for k, n in ends}) == 1


def test_of_a_few_there_is_no_share() -> None:
    assert [quotient(k, 140) is None for k in (0, 4, 5)] == [True, True, False]
    assert quotient(0, 0) is None
    assert widened((0.0, 0.0, 0.1), happened=0, of=40) is None
    assert few(4)
    assert not few(5)


def test_all_of_them_is_a_share_of_one() -> None:
    for of in (30, 34, 35, 1009, 1024):
        assert quotient(of, of) == 1.0


@pytest.mark.parametrize("seed", range(10))
def test_the_interval_holds_the_exact_one_and_the_share(seed: int) -> None:
    rng = np.random.default_rng(seed)
    for _ in range(300):
        of = int(10 ** rng.uniform(1.48, 5))
        happened = int(rng.integers(5, of + 1))
        share, far = happened / of, rng.uniform(0, 0.3, 2)
        exact = (share, max(0.0, share - far[0]), min(1.0, share + far[1]))
        found = widened(exact, happened=happened, of=of)
        assert found is not None
        printed, lo, hi = found
        assert 0 <= lo <= exact[1] + 1e-12
        assert exact[2] - 1e-12 <= hi <= 1
        assert lo <= printed <= hi
        # no wider than rounding makes it: about two steps of the printed count on each side
        steps = (10 + 0.05 * happened) / of
        assert hi - lo <= exact[2] - exact[1] + 4 * steps + 4 * figure_step(rounded(of))


def test_the_interval_of_every_count_in_one_window_is_one() -> None:
    """A bound rounded by itself would move at other counts than the share."""
    found = {
        widened((k / 140, k / 140 - 0.04, k / 140 + 0.05), happened=k, of=140)
        for k in range(25, 35)
    }
    assert len(found) == 1
