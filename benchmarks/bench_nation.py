"""How fast is a panel made, and does memory stay flat when it is the whole nation?

Runs `riskscreen synth` as a user would, in a process of its own, and watches the memory of it and
its workers together twice a second. Writes ``bench_nation.md`` beside this file.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

NATION = 24_760_000  # households: about 22.5 million children of 0-15, 25 million of 0-17


@dataclass(frozen=True, slots=True)
class Run:
    """One run: what was asked, rows of children, wall seconds, memory in GB, bytes written."""

    words: str
    children: int
    seconds: float
    peak: float
    median: float
    written: int

    def row(self) -> str:
        """Return the run as a row of the table."""
        return (
            f"| `riskscreen synth {self.words}` | {self.children:,} | {self.seconds:.1f} | "
            f"{self.children / self.seconds:,.0f} | {self.peak:.2f} | {self.median:.2f} | "
            f"{self.written / 1e9:.2f} |"
        )


def run(words: str, folder: Path) -> Run:
    """Return the figures of one run that writes into ``folder``."""
    command = [sys.executable, "-m", "riskscreen", "synth", *words.split(), "--out", str(folder)]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    seen = []
    while process.poll() is None:
        seen.append(sum(_resident(pid) for pid in _family(process.pid)))
        time.sleep(0.5)
    seconds = time.perf_counter() - started
    said, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"riskscreen synth {words} ended with {process.returncode}")
    written = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    rows = json.loads(said)["rows"]
    return Run(words, rows["children"], seconds, max(seen), sorted(seen)[len(seen) // 2], written)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = path.read_text().split()
        except OSError:  # the process has just ended
            continue
        for child in children:
            yield from _family(int(child))


def _resident(pid: int) -> float:
    """Return the memory of a process in GB: its share of pages that several hold counts once."""
    try:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1e6
    except OSError:
        pass
    return 0.0


def main(arguments: list[str] | None = None) -> int:
    """Run the sizes, then print and write the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--households", type=int, default=NATION)
    asked.add_argument("--out", type=Path, default=Path(__file__).with_name("bench_nation.md"))
    chosen = asked.parse_args(arguments)
    today = datetime.datetime.now(datetime.UTC).date()
    lines = [
        "# A panel's size, time and memory",
        "",
        f"`make bench-nation`, {today}, Python {sys.version.split()[0]}, {os.cpu_count()} cores. "
        "Whole processes, imports and writing included; memory is of the command and its workers "
        "together. Targets: a panel of 46,995 households in 60 s and 3 GB; the nation at 100,000 "
        "children a second, flat under 3 GB.",
        "",
        "| command | children | seconds | children a second | GB, peak | GB, median | GB written |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    sizes = (
        "--households 46995 --waves 3 --seed 7",
        "--households 1000000 --waves 1 --seed 7 --partition",
        f"--households {chosen.households} --waves 1 --seed 7 --partition",
    )
    for words in sizes:
        with tempfile.TemporaryDirectory() as folder:
            target = Path(folder) / "panel"
            lines.append(run(words, target).row())
            shutil.rmtree(target)
        print(lines[-1], file=sys.stderr, flush=True)
    text = "\n".join([*lines, ""])
    chosen.out.write_text(text, encoding="utf-8")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
