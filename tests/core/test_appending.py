"""A line of an append-only file is whole or not there, whoever else writes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from riskscreen.core import appending

LIMITED = """
import json, resource, sys
from pathlib import Path
from riskscreen.core import appending
path, line = Path(sys.argv[1]), b"x" * 99 + b"\\n"
path.write_bytes(line)
resource.setrlimit(resource.RLIMIT_FSIZE, (150, 150))
try:
    with appending.opened(path) as handle:
        appending.add(handle, line)
except OSError as fault:
    print(json.dumps([fault.strerror, path.stat().st_size]))
"""


def _append(path: Path, content: bytes) -> None:
    with appending.opened(path) as handle:
        appending.add(handle, content)


def test_a_new_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    _append(tmp_path / "log", b"a\n")
    assert (tmp_path / "log").read_bytes() == b"a\n"
    assert (tmp_path / "log").stat().st_mode & 0o777 == 0o600


def test_a_line_that_the_kernel_takes_in_pieces_is_written_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, rest: write(handle, rest[:7]))
    _append(tmp_path / "log", b"a" * 100 + b"\n")
    assert (tmp_path / "log").read_bytes() == b"a" * 100 + b"\n"


def test_a_line_for_which_there_is_no_room_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    # half of the line fits: a real limit of the kernel, in a process of its own
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "log")], capture_output=True, check=True
    )
    assert json.loads(done.stdout) == ["File too large", 100]


@pytest.mark.parametrize("torn", [b"x", b'{"a": "\xc3', b"y" * 200_000], ids=["1", "utf8", "long"])
@pytest.mark.parametrize("whole", [b"", b"a\n", b"a\nb\n"], ids=["none", "one", "two"])
def test_a_torn_last_line_is_kept_aside_and_told(tmp_path: Path, whole: bytes, torn: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(whole + torn)
    with appending.opened(path) as handle:
        mended = appending.mend(handle, path)
        appending.add(handle, b"c\n")
        assert appending.mend(handle, path) is None
    assert path.read_bytes() == whole + b"c\n"
    assert mended is not None
    assert mended.kept.read_bytes() == torn
    assert mended.n_bytes == len(torn)
    assert repr(mended).startswith(f"Mended({len(torn)} bytes, kept in log.torn-")


def test_what_is_no_plain_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe", ".", "no/such/folder"):
        with pytest.raises(OSError), appending.opened(tmp_path / name):
            pass
    assert not (tmp_path / "elsewhere").exists()


def test_a_file_that_is_held_for_too_long_is_an_error_and_not_a_hang(tmp_path: Path) -> None:
    with (
        appending.opened(tmp_path / "log"),
        pytest.raises(TimeoutError, match="held by somebody else"),
        appending.opened(tmp_path / "log", wait_seconds=0.05),
    ):
        pass


def test_after_a_rename_the_next_line_begins_a_new_file(tmp_path: Path) -> None:
    path = tmp_path / "log"
    _append(path, b"a\n")
    path.rename(tmp_path / "log.1")
    _append(path, b"b\n")
    assert (tmp_path / "log.1").read_bytes() == b"a\n"
    assert path.read_bytes() == b"b\n"


def test_a_file_renamed_while_one_waits_is_left_for_its_successor(tmp_path: Path) -> None:
    path = tmp_path / "log"
    with appending.opened(path) as handle:
        waiting = threading.Thread(target=_append, args=(path, b"late\n"))
        waiting.start()
        waiting.join(0.05)
        assert waiting.is_alive()
        appending.add(handle, b"early\n")
        path.rename(tmp_path / "log.1")
    waiting.join()
    assert (tmp_path / "log.1").read_bytes() == b"early\n"
    assert path.read_bytes() == b"late\n"


def test_threads_never_mix_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "log"
    lines = [bytes([65 + n]) * 5000 + b"\n" for n in range(8)]

    def many(line: bytes) -> None:
        for _ in range(25):
            _append(path, line)

    threads = [threading.Thread(target=many, args=(line,)) for line in lines]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(path.read_bytes().splitlines(keepends=True)) == sorted(lines * 25)
