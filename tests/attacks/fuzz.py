"""Does any byte sequence bring a reader to an error that is none of ours?

``python -m tests.attacks.fuzz --seconds 60 --target score_json``, or all targets in turn, which
share the seconds. atheris steers by which lines of riskscreen were reached; what breaks a target
ends the run and is printed as Python bytes, for a test.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

__all__ = ["NAMES", "main"]

NAMES = ("score_json", "read_household", "mapping", "manifest", "ledger", "signed_files")
"""Said here too, since atheris has to be there before riskscreen is imported."""

_MOST_BYTES = 2048
_SLOWEST_SECONDS = 20
_SEED = 20261129


def main() -> None:
    """Fuzz one target in this process, or each in one of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--target", choices=NAMES)
    parser.add_argument("--seed", type=int, default=_SEED)
    given = parser.parse_args()
    if given.target:
        _fuzz(given.target, seconds=given.seconds, seed=given.seed)
        return
    each = max(1, given.seconds // len(NAMES))
    ended = {}
    for name in NAMES:
        command = [sys.executable, "-m", "tests.attacks.fuzz", "--target", name]
        command += ["--seconds", str(each), "--seed", str(given.seed)]
        ended[name] = subprocess.run(command, check=False).returncode
    sys.exit(", ".join(f"{name} ended with {how}" for name, how in ended.items() if how) or 0)


def _fuzz(name: str, *, seconds: int, seed: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["riskscreen"]):
        from tests.attacks import fuzzed
    target = fuzzed.TARGETS[name]
    target(b"")  # what is loaded once is no work of the first bytes

    def one(given: bytes) -> None:
        try:
            target(given)
        except BaseException:
            sys.stderr.write(f"{name} broke on {given!r}\n")
            raise

    with tempfile.TemporaryDirectory(prefix="riskscreen-fuzz-") as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        for at in range(64):
            (corpus / f"{at}").write_bytes(bytes((at * step) % 251 for step in range(1, 40)))
        options = [
            f"-max_total_time={seconds}", f"-max_len={_MOST_BYTES}", f"-seed={seed}",
            f"-timeout={_SLOWEST_SECONDS}", "-rss_limit_mb=3000", "-print_final_stats=1",
            f"-artifact_prefix={folder}/", "-verbosity=1",
        ]  # fmt: skip
        atheris.Setup([sys.argv[0], *options, str(corpus)], one)
        with fuzzed.clock_standing_still():
            atheris.Fuzz()


if __name__ == "__main__":
    main()
