"""The access log: what a line says, that no answer is missing from it, and that it names nobody."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.signers import TRUST, TRUST_FILE

from riskscreen import scoring, signing
from riskscreen.errors import AccessLogError, InputError, KeyFileError, StoppedReleaseError
from riskscreen.records import Records

DAY = "2025-09-15"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    signing.make_secret(tmp_path / "log.secret")
    return tmp_path / "log.secret"


@pytest.fixture
def log(tmp_path: Path, secret: Path) -> scoring.AccessLog:
    return scoring.AccessLog(tmp_path / "access.jsonl", secret=secret)


def _lines(log: scoring.AccessLog) -> list[dict[str, Any]]:
    content = log.path.read_bytes()
    assert not content or content.endswith(b"\n")
    return [json.loads(line) for line in content.splitlines()]


def _ids(lines: list[dict[str, Any]]) -> list[str]:
    return [line["child"] for line in lines]


def test_nothing_is_written_unless_the_service_gives_a_log(
    release: scoring.Release, some_household: dict[str, Any], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    before = sorted(tmp_path.iterdir())
    scoring.score_json(json.dumps(some_household), release=release, as_of=DAY)
    assert sorted(tmp_path.iterdir()) == before


def test_a_line_says_whom_when_by_what_and_from_what(
    release: scoring.Release, some_household: dict[str, Any], log: scoring.AccessLog, secret: Path
) -> None:
    scoring.score_json(json.dumps(some_household), release=release, as_of=DAY, access_log=log)
    lines = _lines(log)
    assert len(lines) == len(some_household["children"]) > 1
    first, key = lines[0], secret.read_bytes()
    assert set(first) == {
        "format", "kind", "time", "child", "release", "manifest", "as_of", "outcomes", "input",
        "answer", "secret",
    }  # fmt: skip
    ids = [child["child_id"] for child in some_household["children"]]
    hashed = [hmac.new(key, b"child\0" + i.encode(), hashlib.sha256).hexdigest() for i in ids]
    assert sorted(_ids(lines)) == sorted(hashed)
    assert (first["release"], first["manifest"]) == ("small 1", release.digest)
    assert (first["as_of"], first["outcomes"]) == (DAY, ["dropout", "child_labour", "exclusion"])
    assert first["time"] <= lines[-1]["time"]


def test_a_line_names_nobody_and_tells_no_feature_and_no_risk(
    release: scoring.Release, some_household: dict[str, Any], log: scoring.AccessLog
) -> None:
    text = json.dumps(some_household)
    answer = json.loads(scoring.score_json(text, release=release, as_of=DAY, access_log=log))
    written = log.path.read_text()
    told = [some_household["household"]["household_id"]]
    for row in answer["scores"]:
        told += [row["child_id"], row["tier"], *row["refused"], *row["reasons"]]
        told += [f"{row[name]}" for name in ("risk", "risk_lo", "risk_hi") if row[name] is not None]
    assert not [word for word in told if word and word in written]


def test_siblings_of_one_input_and_children_of_one_answer_do_not_show(
    release: scoring.Release, held: Records, log: scoring.AccessLog
) -> None:
    scoring.score(held, release=release, as_of=DAY, access_log=log)
    lines = _lines(log)
    assert len({line["input"] for line in lines}) == len(lines)
    assert len({line["answer"] for line in lines}) == len(lines)


def test_json_frames_and_records_of_one_household_have_one_input_and_one_answer(
    release: scoring.Release, held: Records, some_household: dict[str, Any],
    log: scoring.AccessLog,
) -> None:  # fmt: skip
    text = json.dumps(some_household)
    scoring.score_json(text, release=release, as_of=DAY, access_log=log)
    from_json = {line["child"]: (line["input"], line["answer"]) for line in _lines(log)}
    log.path.unlink()
    for backend in ("pandas", "polars", "arrow"):
        frames = held.to_frames(backend)
        scoring.score(*frames, release=release, as_of=DAY, access_log=log)
        from_frames = {line["child"]: (line["input"], line["answer"]) for line in _lines(log)}
        assert {key: from_frames[key] for key in from_json} == from_json
        log.path.unlink()


@pytest.mark.parametrize("chunk", [1, 3, 100_000], ids=["each", "few", "all"])
def test_the_lines_are_the_same_however_they_are_cut(
    release: scoring.Release, held: Records, log: scoring.AccessLog,
    monkeypatch: pytest.MonkeyPatch, chunk: int,
) -> None:  # fmt: skip
    few = held.as_of(DAY)
    few = few.take(np.flatnonzero(few.household_group < 40))
    scoring.score(few, release=release, as_of=DAY, access_log=log)
    whole = [(line["child"], line["input"], line["answer"]) for line in _lines(log)]
    log.path.unlink()
    monkeypatch.setattr("riskscreen.scoring.access_log._CHUNK", chunk)
    scoring.score(few, release=release, as_of=DAY, access_log=log)
    assert [(line["child"], line["input"], line["answer"]) for line in _lines(log)] == whole
    assert len(whole) == few.n_children


def _of_child(log: scoring.AccessLog, document: dict[str, Any], release: Any) -> tuple[str, ...]:
    scoring.score_json(json.dumps(document), release=release, as_of=DAY, access_log=log)
    line = _lines(log)[0]
    log.path.unlink()
    return line["input"], line["answer"]


@pytest.mark.parametrize(
    "place", [("children", 0), ("children", 1), ("household",)], ids=["own", "sibling", "household"]
)
def test_a_change_in_any_row_that_counts_is_another_input(
    release: scoring.Release, some_household: dict[str, Any], log: scoring.AccessLog,
    place: tuple[Any, ...],
) -> None:  # fmt: skip
    before = _of_child(log, some_household, release)
    changed = json.loads(json.dumps(some_household))
    row = changed
    for step in place:
        row = row[step]
    name = "household_size" if place == ("household",) else "school_absence_days"
    row[name] = 3 if row.get(name) != 3 else 4
    assert _of_child(log, changed, release)[0] != before[0]


def test_what_is_written_otherwise_is_the_same_input(
    release: scoring.Release, some_household: dict[str, Any], log: scoring.AccessLog
) -> None:
    before = _of_child(log, some_household, release)
    changed = json.loads(json.dumps(some_household))
    changed["children"].reverse()
    for row in (changed["household"], *changed["children"]):
        row.setdefault("weight", None)
    changed["household"] = dict(reversed(changed["household"].items()))
    assert _of_child(log, changed, release) == before


def test_a_refused_child_is_logged_as_well(
    release: scoring.Release, some_household: dict[str, Any], log: scoring.AccessLog
) -> None:
    document = json.loads(json.dumps(some_household))
    document["children"] = document["children"][:1]
    document["children"][0]["age_years"] = 3
    scoring.score_json(json.dumps(document), release=release, as_of=DAY, access_log=log)
    assert len(_lines(log)) == 1


def test_what_is_not_answered_is_not_logged(
    release: scoring.Release, log: scoring.AccessLog
) -> None:
    with pytest.raises(InputError):
        scoring.score_json("{}", release=release, as_of=DAY, access_log=log)
    assert _lines(log) == []


def test_a_score_that_cannot_be_logged_is_not_given(
    release: scoring.Release, some_household: dict[str, Any], log: scoring.AccessLog
) -> None:
    log.path.unlink()
    log.path.mkdir()
    with pytest.raises(AccessLogError, match=r"access\.jsonl cannot be written: Is a directory; "):
        scoring.score_json(json.dumps(some_household), release=release, as_of=DAY, access_log=log)


def test_a_log_that_cannot_be_opened_is_told_when_the_service_starts(
    tmp_path: Path, secret: Path
) -> None:
    with pytest.raises(AccessLogError, match="cannot be written: No such file"):
        scoring.AccessLog(tmp_path / "no" / "folder.jsonl", secret=secret)
    secret.chmod(0o644)
    with pytest.raises(KeyFileError, match="may be read"):
        scoring.AccessLog(tmp_path / "access.jsonl", secret=secret)


def test_a_torn_line_is_kept_aside_and_told_in_the_log_itself(
    release: scoring.Release, some_household: dict[str, Any], log: scoring.AccessLog, secret: Path
) -> None:
    text = json.dumps(some_household)
    scoring.score_json(text, release=release, as_of=DAY, access_log=log)
    whole = log.path.read_bytes()
    log.path.write_bytes(whole + whole[:100])
    again = scoring.AccessLog(log.path, secret=secret)
    (mended,) = again.mended
    assert mended.kept.read_bytes() == whole[:100]
    told = _lines(again)[-1]
    assert (told["kind"], told["bytes"], told["kept"]) == ("mended", 100, mended.kept.name)
    assert log.path.read_bytes().startswith(whole)


def test_a_line_that_another_process_tore_is_mended_before_the_next(
    release: scoring.Release, some_household: dict[str, Any], log: scoring.AccessLog
) -> None:
    log.path.write_bytes(b'{"half')
    scoring.score_json(json.dumps(some_household), release=release, as_of=DAY, access_log=log)
    kinds = [line["kind"] for line in _lines(log)]
    assert kinds == ["mended", *["score"] * len(some_household["children"])]


def test_to_rotate_is_to_rename(
    release: scoring.Release, some_household: dict[str, Any], log: scoring.AccessLog
) -> None:
    text, n_children = json.dumps(some_household), len(some_household["children"])
    scoring.score_json(text, release=release, as_of=DAY, access_log=log)
    log.path.rename(log.path.with_suffix(".1"))
    scoring.score_json(text, release=release, as_of=DAY, access_log=log)
    assert len(_lines(log)) == n_children
    assert len(log.path.with_suffix(".1").read_bytes().splitlines()) == n_children


def test_a_folder_that_is_changed_later_is_not_followed(
    release: scoring.Release, some_household: dict[str, Any], secret: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    log = scoring.AccessLog("access.jsonl", secret=secret)
    monkeypatch.chdir("/")
    scoring.score_json(json.dumps(some_household), release=release, as_of=DAY, access_log=log)
    assert (tmp_path / "access.jsonl").stat().st_size


def test_a_synced_log_waits_for_the_disk(
    release: scoring.Release, some_household: dict[str, Any], secret: Path, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    synced: list[int] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda handle: (synced.append(handle), fsync(handle)))
    for sync in (False, True):
        log = scoring.AccessLog(tmp_path / "access.jsonl", secret=secret, sync=sync)
        synced.clear()
        scoring.score_json(json.dumps(some_household), release=release, as_of=DAY, access_log=log)
        assert bool(synced) is sync


def test_threads_write_whole_lines(
    release: scoring.Release, one_household: Callable[[str], str], held: Records,
    log: scoring.AccessLog,
) -> None:  # fmt: skip
    homes = sorted(set(held.as_of(DAY).column("household_id").tolist()))[:8]
    texts = [one_household(home) for home in homes]

    def answer(text: str) -> None:
        for _ in range(5):
            scoring.score_json(text, release=release, as_of=DAY, access_log=log)

    threads = [threading.Thread(target=answer, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(_lines(log)) == 5 * sum(len(json.loads(text)["children"]) for text in texts)


def test_a_stopped_release_logs_nothing(
    contents: Any, release_again: Callable[..., Any], some_household: dict[str, Any],
    log: scoring.AccessLog, tmp_path: Path,
) -> None:  # fmt: skip
    from tests.signers import SIGNED

    from riskscreen import ledger

    shelf = release_again(contents, tmp_path / "models")
    ledger.append(
        shelf.models / scoring.LEDGER,
        "stop",
        {"why": "a test"},
        name="small",
        version="1",
        **SIGNED,
    )
    with pytest.raises(StoppedReleaseError):
        scoring.score_json(
            json.dumps(some_household), release="small", as_of=DAY, models=shelf.models,
            trust=TRUST, access_log=log,
        )  # fmt: skip
    assert _lines(log) == []


def _killed(
    shelf: Any, held: Records, one_household: Callable[[str], str], folder: Path, *, seed: int,
    kills: int,
) -> list[dict[str, int]]:  # fmt: skip
    signing.make_secret(folder / "log.secret")
    homes = sorted(set(held.as_of(DAY).column("household_id").tolist()))[:60]
    (folder / "homes.json").write_text(json.dumps([one_household(home) for home in homes]))
    where = [shelf.models, TRUST_FILE, folder / "homes.json", folder / "access.jsonl"]
    done = subprocess.run(
        [sys.executable, "-m", "tests.scoring.killed_answers", *map(str, where),
         str(folder / "log.secret"), str(seed), str(kills)],
        capture_output=True, cwd=ROOT, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr.decode()
    return [json.loads(line) for line in done.stdout.splitlines()]


def _assert_complete(attempts: list[dict[str, int]], kills: int) -> None:
    assert len(attempts) == kills
    assert attempts[-1]["answers"] > kills
    assert [one for one in attempts if one["lost"] or one["broken"]] == []


def test_every_answer_that_a_client_received_is_in_the_log_under_kill_9(
    shelf: Any, held: Records, one_household: Callable[[str], str], tmp_path: Path
) -> None:
    _assert_complete(_killed(shelf, held, one_household, tmp_path, seed=1, kills=6), 6)


@pytest.mark.long
@pytest.mark.parametrize("seed", [2, 3])
def test_every_answer_is_in_the_log_after_very_many_kills(
    shelf: Any, held: Records, one_household: Callable[[str], str], tmp_path: Path, seed: int
) -> None:
    _assert_complete(_killed(shelf, held, one_household, tmp_path, seed=seed, kills=150), 150)
    torn = list(tmp_path.glob("access.jsonl.torn-*"))
    assert (tmp_path / "access.jsonl").read_bytes().count(b'"kind":"mended"') >= len(torn)


def test_a_log_of_another_secret_is_not_gone_on_with(
    held: Records, release: scoring.Release, tmp_path: Path
) -> None:
    path, first = tmp_path / "log", signing.make_secret(tmp_path / "first")
    log = scoring.AccessLog(path, secret=first)
    second = signing.make_secret(tmp_path / "second")
    scoring.AccessLog(path, secret=second)  # nothing stands there yet
    scoring.score(held, release=release, as_of=DAY, access_log=log)
    with pytest.raises(AccessLogError, match=f"is of secret {first.name}, the secret given is"):
        scoring.AccessLog(path, secret=second)
    assert scoring.AccessLog(path, secret=first)
    path.rename(tmp_path / "rotated")
    assert scoring.AccessLog(path, secret=second)
