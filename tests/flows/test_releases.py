"""Waivers from the command line; releases themselves are in journeys/test_release.py."""

import datetime

import pytest

from riskscreen import flows
from riskscreen.errors import InputError


def test_no_waiver_is_no_waiver() -> None:
    assert flows.waivers([], why="", until="", by="") == ()


def test_a_waiver_has_a_code_a_reason_and_a_day() -> None:
    (waiver,) = flows.waivers(
        ["AUD-07@sex=female"], why="no census", until="2027-06-30", by="A. Nguyen"
    )
    assert waiver.until == datetime.date(2027, 6, 30)
    with pytest.raises(InputError, match="not a day"):
        flows.waivers(["AUD-07"], why="no census", until="soon", by="A. Nguyen")
    with pytest.raises(InputError, match="lacks a code, a reason"):
        flows.waivers(["AUD-07"], why="", until="2027-06-30", by="A. Nguyen")


def test_a_waiver_without_a_last_day_is_told_so() -> None:
    with pytest.raises(InputError, match="--waive without --until: a waiver has a last day"):
        flows.waivers(["AUD-07"], why="no census", until="", by="A. Nguyen")


@pytest.mark.parametrize("code", ["AUD-10", "AUD-10@sex=female"])
def test_what_is_never_waived_is_refused_before_any_work(code: str) -> None:
    with pytest.raises(
        InputError, match=rf"^1 of 2 waivers can lift nothing; first is {code}, which is never wai"
    ):
        flows.waivers(["AUD-07", code], why="no census", until="2027-06-30", by="A. Nguyen")


def test_a_reason_for_nothing_is_refused() -> None:
    with pytest.raises(InputError, match=r"^--why, --by without --waive: nothing is waived"):
        flows.waivers([], why="no census", until="", by="A. Nguyen")
