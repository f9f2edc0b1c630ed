"""A service that runs for months hears each new line and believes no ledger that was rewritten."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.signers import SIGNED, STRANGER, TRUST

from riskscreen import ledger, signing
from riskscreen.errors import LedgerError
from riskscreen.ledger import following


def test_a_new_line_is_heard_and_the_old_ones_are_not_verified_again(path, monkeypatch):
    follower = ledger.Follower(path, trust=TRUST)
    assert len(follower.lines()) == 4
    ledger.append(path, "verification", {}, name="north", **SIGNED)
    seen, real = [], following.lines_of
    monkeypatch.setattr(
        following,
        "lines_of",
        lambda content, **more: (seen.append(content), real(content, **more))[1],
    )
    follower.forget()
    assert [line.kind for line in follower.lines()][-2:] == ["stop", "verification"]
    assert [content.count(b"\n") for content in seen] == [1]


def test_within_a_second_the_file_is_not_looked_at(path):
    follower = ledger.Follower(path, trust=TRUST)
    path.unlink()
    assert len(follower.lines()) == 4
    follower.forget()
    with pytest.raises(LedgerError, match="any more"):
        follower.lines()


@pytest.mark.parametrize(
    "change",
    [
        lambda whole: whole[: whole.rindex(b"\n", 0, -1) + 1],
        lambda whole: b"".join(reversed(whole.splitlines(keepends=True))),
        lambda whole: b"",
        lambda whole: whole + whole.splitlines(keepends=True)[-1],
        lambda whole: whole + b'{"counter":5',
    ],
    ids=["cut", "reordered", "emptied", "replayed", "half a line"],
)
def test_a_ledger_that_was_changed_is_believed_no_more_until_it_is_back(path, change):
    follower = ledger.Follower(path, trust=TRUST)
    whole = path.read_bytes()
    path.write_bytes(change(whole))
    for _ in range(2):
        follower.forget()
        with pytest.raises(LedgerError):
            follower.lines()
    path.write_bytes(whole)
    follower.forget()
    assert len(follower.lines()) == 4


def test_a_line_of_a_stranger_is_not_heard(path, tmp_path):
    follower = ledger.Follower(path, trust=TRUST)
    file = tmp_path / "theirs.toml"
    file.write_bytes(TRUST.path.read_bytes())
    theirs = signing.trust_key(file, STRANGER.public, holder="x", roles=["operate"])
    ledger.append(path, "stop", {"why": "x"}, name="north", key=STRANGER, trust=theirs)
    follower.forget()
    with pytest.raises(LedgerError, match="is not among"):
        follower.lines()


def test_threads_share_it(path):
    follower = ledger.Follower(path, trust=TRUST)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: (follower.forget(), len(follower.lines()))[1], range(200)))
    assert found == [4] * 200


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
@pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")
def test_a_process_that_is_forked_while_another_thread_looks_can_look(path):
    follower = ledger.Follower(path, trust=TRUST)
    held, done = threading.Event(), threading.Event()

    def look() -> None:
        with follower._lock:
            held.set()
            done.wait()

    thread = threading.Thread(target=look)
    thread.start()
    held.wait()
    child = os.fork()
    if child == 0:
        os._exit(0 if len(follower.lines()) == 4 else 1)
    done.set()
    thread.join()
    for _ in range(1000):
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            break
        time.sleep(0.01)
    else:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        pytest.fail("the forked process waits for a lock that nobody gives back")
    assert status == 0
