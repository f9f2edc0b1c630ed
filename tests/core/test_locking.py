import subprocess
import sys
import time
from pathlib import Path

import pytest

from riskscreen.core import alone

_HOLD = """
import sys, time
from pathlib import Path
from riskscreen.core import alone
with alone(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


def _held(folder: Path, seconds: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(folder), str(seconds)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_another_process_waits(tmp_path: Path) -> None:
    with _held(tmp_path, 1.0) as process:
        begun = time.monotonic()
        with alone(tmp_path):
            assert time.monotonic() - begun > 0.5
            assert process.wait(10) == 0


def test_who_does_not_wait_is_told(tmp_path: Path) -> None:
    with _held(tmp_path, 600) as process:
        with pytest.raises(BlockingIOError), alone(tmp_path, wait=False):
            pass
        process.kill()


def test_a_killed_process_lets_go(tmp_path: Path) -> None:
    with _held(tmp_path, 600) as process:
        process.kill()
        with alone(tmp_path):
            assert process.wait(10) != 0
