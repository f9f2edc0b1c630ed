"""What a person decided is written once, in a chain that only the secret makes."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from riskscreen import scoring, signing
from riskscreen.errors import IdentifierError, InputError, KeyFileError, OverrideError

SAID = {
    "child_id": "c1", "outcome": "dropout", "decision": "no_visit", "tier": "intervention",
    "release": "small 1", "as_of": "2025-09-15", "by": "social worker of the commune",
    "reason": "the child moved to another province",
}  # fmt: skip


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    signing.make_secret(tmp_path / "log.secret")
    return tmp_path / "log.secret"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return tmp_path / "overrides.jsonl"


def decide(book: Path, secret: Path, **changes: Any) -> scoring.Override:
    return scoring.override(book, secret=secret, **{**SAID, **changes})


def _three(book: Path, secret: Path) -> list[bytes]:
    for child in ("c1", "c2", "c3"):
        decide(book, secret, child_id=child)
    return book.read_bytes().splitlines(keepends=True)


def test_a_decision_is_recorded_with_what_it_is_about(book: Path, secret: Path) -> None:
    made = decide(book, secret)
    (read,) = scoring.read_overrides(book, secret=secret)
    assert read == made
    assert made.child == scoring.child_key(signing.read_secret(secret), "c1")
    assert (made.counter, made.decision, made.tier) == (1, "no_visit", "intervention")
    assert (made.release, made.as_of, made.outcome) == ("small 1", "2025-09-15", "dropout")
    assert b'"c1"' not in book.read_bytes()
    assert book.stat().st_mode & 0o777 == 0o600
    assert json.loads(json.dumps(made.to_dict()))["reason"] == SAID["reason"]
    assert "no_visit for dropout, tier as told: intervention" in made.lines()[0]


def test_lines_are_added_and_never_changed(book: Path, secret: Path) -> None:
    decide(book, secret)
    before = book.read_bytes()
    second = decide(book, secret, decision="visit", tier="")
    assert book.read_bytes().startswith(before)
    assert second.counter == 2
    assert "tier as told: no score" in second.lines()[0]
    assert len(scoring.read_overrides(book, secret=secret)) == 2


@pytest.mark.parametrize("name", ["child", "decision", "reason", "time", "tier", "mac", "previous"])
def test_a_changed_line_is_seen(book: Path, secret: Path, name: str) -> None:
    lines = _three(book, secret)
    plain = json.loads(lines[1])
    other = {"decision": "visit", "tier": "support", "time": "2020-01-01T00:00:00.000000Z"}
    plain[name] = other.get(name, "0" * len(plain[name]))
    lines[1] = json.dumps(plain).encode() + b"\n"
    book.write_bytes(b"".join(lines))
    with pytest.raises(OverrideError, match=r"overrides\.jsonl, line 2 (was changed|does not)"):
        scoring.read_overrides(book, secret=secret)
    before = book.read_bytes()
    with pytest.raises(OverrideError, match="line 2"):
        decide(book, secret)
    assert book.read_bytes() == before


@pytest.mark.parametrize(
    "order", [(0, 2), (1, 2), (0, 2, 1), (0, 0, 1, 2), (0, 1, 1, 2)],
    ids=["removed", "first_removed", "swapped", "first_twice", "replayed"],
)  # fmt: skip
def test_a_line_taken_out_moved_or_replayed_is_seen(
    book: Path, secret: Path, order: tuple[int, ...]
) -> None:
    lines = _three(book, secret)
    book.write_bytes(b"".join(lines[at] for at in order))
    with pytest.raises(OverrideError, match="does not follow from the line before"):
        scoring.read_overrides(book, secret=secret)


def test_a_cut_end_is_seen_by_who_kept_the_hash(book: Path, secret: Path) -> None:
    lines = _three(book, secret)
    book.write_bytes(b"".join(lines[:2]))
    assert [one.counter for one in scoring.read_overrides(book, secret=secret)] == [1, 2]


def test_another_secret_neither_reads_nor_writes(book: Path, secret: Path, tmp_path: Path) -> None:
    decide(book, secret)
    signing.make_secret(tmp_path / "other")
    for use in (
        lambda: scoring.read_overrides(book, secret=tmp_path / "other"),
        lambda: decide(book, tmp_path / "other"),
    ):
        with pytest.raises(OverrideError, match="line 1 is of secret"):
            use()
    with pytest.raises(KeyFileError):
        decide(book, tmp_path / "none")


def test_a_half_written_line_is_kept_aside_and_the_next_tells(book: Path, secret: Path) -> None:
    decide(book, secret)
    whole = book.read_bytes()
    book.write_bytes(whole + b'{"as_of')
    assert len(scoring.read_overrides(book, secret=secret)) == 1
    told = decide(book, secret)
    assert (book.parent / told.mended).read_bytes() == b'{"as_of'
    assert len(scoring.read_overrides(book, secret=secret)) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"decision": "maybe"}, "decision is 'maybe'"),
        ({"tier": "high"}, "tier is 'high'"),
        ({"release": "small"}, "release is 'small'"),
        ({"as_of": "soon"}, "write the day as"),
        ({"outcome": ""}, "outcome is ''"),
        ({"reason": "  "}, "reason is ''"),
        ({"reason": "x" * 2001}, "at most 2000 long"),
        ({"by": ""}, "by is ''"),
        ({"by": "x" * 101}, "at most 100 long"),
        ({"child_id": " "}, "child_id is empty"),
        ({"outcome": "droput"}, "outcome is 'droput', none of child_labour, dropout, exclusion"),
        ({"as_of": "2199-01-01"}, "as_of is 2199-01-01, today is 2"),
        ({"as_of": "1899-12-31"}, "from 1900-01-01"),
        ({"tier": "prevention"}, "no_visit for the tier 'prevention', which no list holds"),
        ({"tier": ""}, "no_visit for the tier ''"),
        ({"reason": "a\x1b[2Jb"}, "reason holds the character U\\+001B"),
        ({"reason": "two\nlines"}, "the character U\\+000A"),
        ({"reason": "half \ud800"}, "the character U\\+D800"),
        ({"by": "nurse\u202e"}, "by holds the character U\\+202E"),
        ({"by": 5}, "1 of 7 facts are no text; first is by: int"),
        ({"child_id": 5}, "first is child_id: int"),
        ({"release": 5}, "first is release: int"),
        ({"reason": b"moved"}, "first is reason: bytes"),
        ({"tier": None, "by": None}, "2 of 7 facts are no text; first is tier"),
    ],
    ids=lambda value: "_".join(value) if isinstance(value, dict) else "",
)
def test_what_is_no_decision_is_refused(
    book: Path, secret: Path, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(InputError, match=words):
        decide(book, secret, **changes)
    assert not book.exists()


@pytest.mark.parametrize(
    "changes",
    [
        {"reason": "the mother said so, call 0912 345 678"},
        {"reason": "identity 001090123456 is wrong"},
        {"by": "lan.nguyen@example.org"},
        {"reason": "c1 moved away"},
        {"reason": "child (C1): moved"},
        {"reason": "CCCD 001 203 004 567"},
    ],
    ids=["phone", "identity", "mail", "own_id", "own_id_in_brackets", "identity_in_groups"],
)
def test_a_text_that_names_somebody_is_refused(
    book: Path, secret: Path, changes: dict[str, str]
) -> None:
    with pytest.raises(IdentifierError, match="without naming anybody") as told:
        decide(book, secret, **changes)
    assert not set(changes.values()) & {str(told.value)}
    assert "0912" not in str(told.value)
    assert not book.exists()


def test_a_file_that_cannot_be_written_or_read_is_told(tmp_path: Path, secret: Path) -> None:
    with pytest.raises(OverrideError, match="cannot be written: No such file"):
        decide(tmp_path / "no" / "folder", secret)
    with pytest.raises(OverrideError, match="cannot be read: No such file"):
        scoring.read_overrides(tmp_path / "none", secret=secret)


def test_a_release_says_which_outcomes_it_has(
    book: Path, secret: Path, release: scoring.Release
) -> None:
    made = decide(book, secret, release=release)
    assert (made.release, made.outcome) == ("small 1", "dropout")
    with pytest.raises(InputError, match="outcome is 'exclusion', none of dropout, child_labour"):
        decide(book, secret, release=release, outcome="exclusion")
    # a label alone says nothing of its outcomes
    assert decide(book, secret, outcome="exclusion").counter == 2


def test_a_list_of_today_may_be_decided_about(book: Path, secret: Path) -> None:
    today = datetime.datetime.now(tz=datetime.UTC).date()
    for ahead in (0, 1):
        decide(book, secret, as_of=today + datetime.timedelta(days=ahead))
    with pytest.raises(InputError, match="a list is decided about once it is made"):
        decide(book, secret, as_of=today + datetime.timedelta(days=3))
