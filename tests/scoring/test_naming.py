"""Numbers of persons are found however they are written, and what a text needs is let in."""

from __future__ import annotations

import pytest

from riskscreen.scoring.naming import named_in, unreadable_in

IDENTITY, PHONE, OWN = "12-digit identity numbers", "phone numbers", "the id of the child"


@pytest.mark.parametrize(
    ("text", "look"),
    [
        ("CCCD 001 203 004 567", IDENTITY),
        ("001.203.004.567", IDENTITY),
        ("001-203-004-567", IDENTITY),
        ("0012 0300 4567, she said", IDENTITY),
        ("\uff10\uff10\uff11\uff12\uff10\uff13\uff10\uff10\uff14\uff15\uff16\uff17", IDENTITY),
        ("on 15/09/2025: 001 203 004 567", IDENTITY),
        ("sđt: 091-234-5678", PHONE),
        ("(091) 234 56 78", PHONE),
        ("09 12 34 56 78", PHONE),
        ("code0912345678", PHONE),
        ("0912345678x", PHONE),
        ("+84 (912) 345-678", PHONE),
        ("lan@example.org", "email addresses"),
    ],
)
def test_a_number_of_a_person_is_found_however_it_is_grouped(text: str, look: str) -> None:
    assert named_in(text, child_id="k77") == look


@pytest.mark.parametrize(
    ("child_id", "text"),
    [
        ("c1", "C1"), ("C1", "child (c1): moved"), ("c1", "child c1, moved"), ("C 1", "c 1 moved"),
        ("HH-01-2", "the child hh012"), ("hh012", "HH 01/2 moved"), ("a_b", "see A-B"),
        ("--", "the -- child"), ("Straße", "STRASSE moved"), ("é1", "e\u03011 moved"),
    ],
)  # fmt: skip
def test_the_childs_own_id_is_found_in_any_case_and_punctuation(child_id: str, text: str) -> None:
    assert named_in(text, child_id=child_id) == OWN


@pytest.mark.parametrize(
    "text",
    [
        "", "moved on 2025-09-15 at 10:30", "from 15/09/2025, 12 days", "visited 5/9/2025 20 times",
        "lives in village 12, hamlet 3", "chuyển đến tỉnh khác từ ngày 1/9/2025",
        "c12 is another child", "abc1", "2 visits in 2024 and 3 in 2025", "1.5 km, 30 minutes",
    ],
)  # fmt: skip
def test_days_places_and_counts_may_be_told(text: str) -> None:
    assert named_in(text, child_id="c1") == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a\x00b", "U+0000"), ("a\tb", "U+0009"), ("\x7f", "U+007F"), ("\u2028", "U+2028"),
        ("\u202eabc", "U+202E"), ("\ud800", "U+D800"), ("\ue000", "U+E000"),
        ("trẻ đã chuyển đi – “tỉnh khác”", ""), ("e\u0301", ""), ("a\u00a0b", ""),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_found(text: str, found: str) -> None:
    assert unreadable_in(text) == found
