"""A line of the access log is written and read in one spelling."""

from __future__ import annotations

import datetime
import json

import pytest

from riskscreen import scoring, signing
from riskscreen.errors import ReplayError
from riskscreen.scoring import log_line

LINE = scoring.LogLine(
    time="2026-03-01T08:00:00.000000Z", child="a" * 64, release="small 1", manifest="b" * 64,
    as_of="2025-09-15", outcomes=("dropout",), input="c" * 64, answer="d" * 64, secret="e" * 16,
)  # fmt: skip


def test_a_line_is_read_as_it_was_written() -> None:
    assert scoring.LogLine.parse(LINE.encode()) == LINE
    assert scoring.LogLine.parse(LINE.encode().decode()) == LINE
    assert LINE.encode().endswith(b"\n")
    assert json.loads(LINE.encode())["kind"] == "score"
    assert repr(LINE) == "LogLine(2026-03-01T08:00:00.000000Z, child aaaaaaaaaaaa, small 1, " \
        "2025-09-15)"  # fmt: skip


@pytest.mark.parametrize("name", ["time", "child", "manifest", "as_of", "outcomes", "secret"])
def test_a_line_that_lacks_a_field_or_holds_another_kind_is_refused(name: str) -> None:
    plain = json.loads(LINE.encode())
    for changed in ({**plain, name: 7}, {one: plain[one] for one in plain if one != name}):
        with pytest.raises(ReplayError, match="no line of an access log about a child"):
            scoring.LogLine.parse(json.dumps(changed))


def test_the_id_of_a_child_is_in_every_hash_about_it() -> None:
    secret = signing.Secret.of(bytes(range(32)))
    ones = {log_line.hash_about(secret, "answer", child, b"[]") for child in ("c1", "c2", "\ud800")}
    assert len(ones) == 3


def test_a_moment_is_written_in_utc() -> None:
    here = datetime.timezone(datetime.timedelta(hours=7))
    time = datetime.datetime(2026, 3, 1, 15, 0, 0, 5, tzinfo=here)
    assert log_line.utc(time) == "2026-03-01T08:00:00.000005Z"
    told = json.loads(log_line.mended_line(n_bytes=3, kept="log.torn-1", time=time))
    assert told == {
        "format": 1, "kind": "mended", "bytes": 3, "kept": "log.torn-1",
        "time": "2026-03-01T08:00:00.000005Z",
    }  # fmt: skip


@pytest.mark.parametrize("line", [5, None, ["a"]], ids=["number", "none", "list"])
def test_what_is_neither_text_nor_bytes_is_no_line(line: object) -> None:
    with pytest.raises(ReplayError, match="is neither text nor bytes"):
        scoring.LogLine.parse(line)  # type: ignore[arg-type]
