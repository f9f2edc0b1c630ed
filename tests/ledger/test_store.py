from __future__ import annotations

import errno
import os
import random
import stat
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.signers import RELEASER, SIGNED, TRUST, TRUST_FILE

from riskscreen import ledger
from riskscreen.errors import LedgerError, LedgerMovedError

WRITER = (
    "import sys; from riskscreen import ledger, signing\n"
    "key, trust = signing.read_private(sys.argv[3]), signing.read_trust(sys.argv[4])\n"
    "for at in range(int(sys.argv[2])):\n"
    "    ledger.append(sys.argv[1], 'verification', {'at': at}, key=key, trust=trust)\n"
)

KEYS = (str(RELEASER.path), str(TRUST_FILE))


def test_what_was_appended_is_read(path):
    lines = ledger.read(path, trust=TRUST)
    assert [line.kind for line in lines] == ["pre-registration", "release", "refusal", "stop"]
    assert lines[0].facts == {"policy": "đã đăng ký"}
    assert [line.manifest_sha256[:1] for line in lines] == ["", "a", "", ""]


def test_it_only_grows(path):
    before = path.read_bytes()
    ledger.append(path, "verification", {}, name="north", **SIGNED)
    assert path.read_bytes().startswith(before)


def test_the_newest_line_that_serves_is_found_by_name(path):
    lines = ledger.read(path, trust=TRUST)
    assert ledger.newest(lines, "north").kind == "stop"
    assert ledger.newest(lines[:3], "north").kind == "release"
    assert ledger.newest(lines, "south") is None
    assert ledger.newest(lines, "south", kinds=("refusal",)).counter == 3


def test_no_ledger_and_an_empty_one_are_refused(tmp_path):
    with pytest.raises(LedgerError, match=r"no ledger \S+/ledger\.jsonl; models= \(--models\)"):
        ledger.read(tmp_path / "ledger.jsonl", trust=TRUST)
    (tmp_path / "ledger.jsonl").touch()
    with pytest.raises(LedgerError, match="holds no line"):
        ledger.read(tmp_path / "ledger.jsonl", trust=TRUST)


def test_a_link_is_no_ledger(path):
    link = path.with_name("other.jsonl")
    link.symlink_to(path)
    with pytest.raises(LedgerError, match="cannot be opened"):
        ledger.read(link, trust=TRUST)


def test_every_flipped_byte_is_seen_and_stops_the_next_line(path):
    good = path.read_bytes()
    for at in random.Random(0).sample(range(len(good)), 150):
        path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(LedgerError):
            ledger.read(path, trust=TRUST)
        with pytest.raises(LedgerError):
            ledger.append(path, "verification", {}, **SIGNED)


@pytest.mark.parametrize(
    ("order", "first_bad"), [((1, 2, 3), 1), ((0, 2, 3), 2), ((0, 2, 1, 3), 2), ((0, 0, 1), 2)],
    ids=["first gone", "middle gone", "swapped", "doubled"],
)  # fmt: skip
def test_lines_taken_out_moved_or_doubled_are_named(path, order, first_bad):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[at] for at in order))
    with pytest.raises(LedgerError, match=f"ledger line {first_bad} cannot be trusted"):
        ledger.read(path, trust=TRUST)


def test_nesting_without_end_is_refused(path):
    path.write_bytes(path.read_bytes() + b"[" * 200_000 + b"\n")
    with pytest.raises(LedgerError, match="line 5"):
        ledger.read(path, trust=TRUST)


class TestHalfALine:
    @pytest.mark.parametrize("cut", [1, 2, 40, 200])
    def test_it_is_reported_and_nothing_is_appended_behind_it(self, path, cut):
        path.write_bytes(path.read_bytes()[:-cut])
        torn = path.read_bytes()
        with pytest.raises(LedgerError, match="line 4 is half written"):
            ledger.read(path, trust=TRUST)
        with pytest.raises(LedgerError, match="half written"):
            ledger.append(path, "verification", {}, **SIGNED)
        assert path.read_bytes() == torn

    def test_repair_moves_it_aside_and_keeps_it(self, path):
        whole = path.read_bytes()
        path.write_bytes(whole[:-40])
        done = ledger.repair(path, trust=TRUST)
        assert done.action == "cut"
        assert path.read_bytes() + done.kept.read_bytes() == whole[:-40]
        assert len(ledger.read(path, trust=TRUST)) == 3

    def test_repair_completes_a_whole_line_so_that_no_stop_is_lost(self, path):
        whole = path.read_bytes()
        path.write_bytes(whole[:-1])
        assert ledger.repair(path, trust=TRUST).action == "completed"
        assert path.read_bytes() == whole
        assert ledger.newest(ledger.read(path, trust=TRUST), "north").kind == "stop"

    def test_a_disk_that_refuses_the_newline_does_not_cut_a_whole_line(self, path, monkeypatch):
        path.write_bytes(path.read_bytes()[:-1])
        torn = path.read_bytes()
        monkeypatch.setattr(os, "write", full_disk)
        with pytest.raises(LedgerError, match="cannot be written"):
            ledger.repair(path, trust=TRUST)
        assert path.read_bytes() == torn

    def test_repair_leaves_a_whole_ledger_alone(self, path):
        whole = path.read_bytes()
        assert ledger.repair(path, trust=TRUST).action == "nothing"
        assert path.read_bytes() == whole

    def test_repair_mends_no_other_fault(self, path):
        bad = path.read_bytes().replace(b"AUD-03", b"AUD-04")[:-40]
        path.write_bytes(bad)
        with pytest.raises(LedgerError, match="line 3 cannot be trusted"):
            ledger.repair(path, trust=TRUST)
        assert path.read_bytes() == bad


def full_disk(handle, content):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_full_disk_in_mid_line_leaves_the_ledger_as_it_was(path, monkeypatch):
    before, write = path.read_bytes(), os.write
    calls = []

    def half_then_full(handle, content):
        calls.append(1)
        return write(handle, bytes(content)[:30]) if len(calls) == 1 else full_disk(handle, content)

    monkeypatch.setattr(os, "write", half_then_full)
    with pytest.raises(LedgerError, match="No space left on device; no line was added"):
        ledger.append(path, "verification", {}, **SIGNED)
    assert path.read_bytes() == before


def test_threads_take_turns(path):
    def add(at: int) -> int:
        return ledger.append(path, "verification", {"at": at}, **SIGNED).counter

    with ThreadPoolExecutor(8) as pool:
        counters = sorted(pool.map(add, range(24)))
    assert counters == list(range(5, 29))
    assert len(ledger.read(path, trust=TRUST)) == 28


def test_processes_take_turns(path):
    command = [sys.executable, "-c", WRITER, str(path), "10", *KEYS]
    writers = [subprocess.Popen(command) for _ in range(3)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    assert len(ledger.read(path, trust=TRUST)) == 34


@pytest.mark.long
def test_a_killed_writer_leaves_lines_that_are_read_or_mended(path):
    rng = random.Random(0)
    for _ in range(15):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path), "100000", *KEYS])
        before = path.stat().st_size
        deadline = time.monotonic() + 30
        while path.stat().st_size == before and time.monotonic() < deadline:
            time.sleep(0.01)
        time.sleep(rng.uniform(0, 0.05))
        writer.kill()
        writer.wait(30)
        ledger.repair(path, trust=TRUST)
        assert len(ledger.read(path, trust=TRUST)) > 4


def test_what_was_decided_before_a_stop_is_not_written(path):
    bound = {"manifest_sha256": "b" * 64}
    with pytest.raises(LedgerMovedError, match=r"line 4, a stop of north 1, was added .*complaint"):
        ledger.append(path, "release", bound, name="north", version="2", seen=3, **SIGNED)
    assert len(ledger.read(path, trust=TRUST)) == 4
    # what concerns another name, or changes nothing of what serves, came between for nobody
    ledger.append(path, "release", bound, name="south", version="1", seen=3, **SIGNED)
    ledger.append(path, "verification", {}, name="south", version="1", **SIGNED)
    ledger.append(path, "release", bound, name="south", version="2", seen=5, **SIGNED)


def test_versions_rise_and_a_rollback_goes_to_what_was_released(path):
    def add(kind, version, manifest):
        ledger.append(
            path, kind, {"manifest_sha256": manifest * 64}, name="north", version=version, **SIGNED
        )

    with pytest.raises(LedgerError, match="releases north 1 after version 1: a replayed release"):
        add("release", "1", "a")
    with pytest.raises(LedgerError, match="goes back to north 1, which no earlier line released"):
        add("rollback", "1", "b")
    assert len(ledger.read(path, trust=TRUST)) == 4
    add("rollback", "1", "a")
    add("release", "3", "c")


def test_who_may_only_read_holds_back_no_line(path):
    import fcntl

    with path.open("rb") as reader:
        fcntl.flock(reader, fcntl.LOCK_EX)
        begun = time.monotonic()
        ledger.append(path, "verification", {}, name="north", **SIGNED)
        assert len(ledger.read(path, trust=TRUST)) == 5
        assert time.monotonic() - begun < 1
    assert stat.S_IMODE(path.with_name("ledger.jsonl.lock").stat().st_mode) == 0o600


def test_a_full_ledger_can_still_be_stopped(path, monkeypatch):
    monkeypatch.setattr(ledger.store, "MOST_BYTES", path.stat().st_size + 2**20)
    with pytest.raises(LedgerError, match="only a stop may be added"):
        ledger.append(path, "verification", {}, name="north", **SIGNED)
    ledger.append(path, "stop", {"why": "harm"}, name="north", version="1", **SIGNED)
    assert ledger.read(path, trust=TRUST)[-1].facts["why"] == "harm"


def test_a_line_that_somebody_is_writing_is_waited_for(path):
    content = path.read_bytes()
    path.write_bytes(content[:-40])

    def end():
        time.sleep(0.2)
        with path.open("ab") as stream:
            stream.write(content[-40:])

    with ThreadPoolExecutor(1) as pool:
        done = pool.submit(end)
        assert len(ledger.read(path, trust=TRUST)) == 4
        done.result()
