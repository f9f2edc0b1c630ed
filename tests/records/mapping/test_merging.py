"""Rows of one household become one: what they agree on stands, what they contradict is counted."""

from collections.abc import Callable
from typing import Any

import pytest

from riskscreen.core import Verdict
from riskscreen.errors import MappingError

EXPORT = {
    "home": ["b", "a", "b", "", "a", ""], "poor": [1.0, None, 1.0, 0.0, 2.0, 1.0],
    "urban": [1.0, 1.0, 0.0, 1.0, 1.0, None], "area": ["x", "y", "x", "z", "", "z"],
}  # fmt: skip


def _made(apply: Callable[..., Any], per: str, **more: Any) -> Any:
    return apply(
        "", files='[files]\nexport = "x.xlsx"', home=f'file = "export"\none_row_per = ["{per}"]',
        homes='household_id = "home"\npoor = "poor"\nurban = "urban"\narea = "area"',
        children={"h": [1.0]}, export=EXPORT, **more,
    )  # fmt: skip


@pytest.mark.parametrize("per", ["household_id", "home", "HOME"])
def test_rows_of_one_household_become_one(apply: Callable[..., Any], per: str) -> None:
    made = _made(apply, per)
    assert made.home("household_id") == ["b", "a", "", ""]
    assert made.home("poor") == [1, 2, 0, 1]
    assert made.home("urban") == [None, 1, 1, None]
    assert made.home("area") == ["x", "y", "z", "z"]
    assert "6 rows of households in = 4 used + 2 that repeat" in made.detail("MAP-09")
    (odd,) = made.told("MAP-10")
    assert odd.verdict is Verdict.INSUFFICIENT
    assert "urban differs between the rows made one in 1 of 4 households" in odd.detail
    assert "first is b" in odd.detail


def test_waves_are_made_one_each_by_itself(apply: Callable[..., Any]) -> None:
    waves = "[[waves]]\nobserved_date = 2023-09-15\n[[waves]]\nobserved_date = 2024-09-15"
    made = _made(apply, "household_id", waves=waves)
    assert made.home("household_id") == ["b", "a", "", ""] * 2


def test_a_column_that_is_nowhere_refuses(apply: Callable[..., Any]) -> None:
    with pytest.raises(
        MappingError, match=r"no column hom .*did you mean home.*one_row_per needs it"
    ):
        _made(apply, "hom")


def test_rows_without_a_key_stay_and_first_known_values_are_the_first(
    apply: Callable[..., Any],
) -> None:
    made = apply(
        "", files='[files]\nexport = "x.xlsx"', home='file = "export"\none_row_per = ["home"]',
        homes='home = "home"\nrank = "rank"', children={"h": [1.0]},
        export={"home": ["a", "", "a", "", "b"], "rank": [None, 5.0, 7.0, 6.0, 8.0]},
    )  # fmt: skip
    assert made.home("home") == ["a", "", "", "b"]
    assert made.home("rank") == [7, 5, 6, 8]
