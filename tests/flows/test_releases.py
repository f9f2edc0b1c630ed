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
