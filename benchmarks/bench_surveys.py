"""How long does reading a national survey take, and how much memory, against plain pandas?

Command: ``make bench-surveys``; writes ``bench_surveys.md`` beside itself. Worlds of the published
size are drawn (nobody exists), read in fresh processes by `riskscreen.surveys.read` and by what an
analyst would write with pyreadstat and pandas, in turns, three times each; medians count.
The peer only reads, joins and tabulates child labour: it sets nothing aside with a reason, counts
no missing code and checks no key.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from tests.surveys import vhlss_world, world  # noqa: E402 - the worlds live beside the tests

SEED = 20140215
RUNS = 3
# The published files of Viet Nam's MICS5: households listed and completed, members, questionnaires
# on under-fives (3,316 of them completed, here about as many), and variables by file.
LISTED, COMPLETED, MEMBERS, UNDER_FIVES = 10200, 9979, 39380, 3346
WIDTHS = {"hh": 147, "hl": 50, "ch": 344}
VHLSS_HOUSEHOLDS, VHLSS_ROUND = 46995, 2014

_MEASURE = """
import json, sys, time
start = time.perf_counter()
{body}
seconds = time.perf_counter() - start
cpu = time.process_time()
rows = {rows}
# not ru_maxrss: a new process inherits that of the one that started it
peak = next(int(line.split()[1]) for line in open("/proc/self/status") if "VmHWM" in line) / 1024
print(json.dumps({{"seconds": seconds, "cpu": cpu, "mb": peak, "rows": rows}}))
"""
_READ = """
from riskscreen import surveys
held = surveys.read({kind!r}, sys.argv[1], round={round}, legal_basis="benchmark",
                    purpose="benchmark", retention_until="2030-01-01")
"""
_PEER_MICS5 = """
import pandas as pd, pyreadstat
hh, hl, ch = (pyreadstat.read_sav(f"{sys.argv[1]}/{name}.sav", user_missing=True)[0]
              for name in ("hh", "hl", "ch"))
hh = hh[hh.HH9 == 1]
kids = hl[hl.HL6 < 18].merge(hh, on=["HH1", "HH2"], suffixes=("", "_hh"))
kids = kids.merge(ch[ch.UF9 == 1], left_on=["HH1", "HH2", "HL1"], right_on=["HH1", "HH2", "LN"],
                  how="left", suffixes=("", "_ch"))
one = kids[(kids.HL1 == kids.SL9B) & kids.SL9C.between(5, 17)]
limit = pd.cut(one.SL9C, [4, 11, 14, 17], labels=[1, 14, 43]).astype(float)
work = one.CL4.where(one.CL4 < 97) >= limit
rate = (work * one.hhweight * one.SL1).sum() / (one.hhweight * one.SL1).sum()
"""
_PEER_VHLSS = """
import pandas as pd, pyreadstat
from pathlib import Path
files = {path.stem.lower(): path for path in Path(sys.argv[1]).rglob("*.dta")}
key = ["tinh", "huyen", "xa", "diaban", "hoso"]
def read(name):
    return pyreadstat.read_dta(str(files[name]))[0]
kids = read("muc1a")
kids = kids[kids.m1ac5 < 18]
for name in ("muc2a", "muc4a"):
    kids = kids.merge(read(name), on=[*key, "matv"], how="left")
for name in ("ho1", "ho3"):
    kids = kids.merge(read(name), on=key, how="left", suffixes=("", f"_{name}"))
kids = kids.merge(read("wt2014"), on=key[:4], how="left", suffixes=("", "_wt"))
works = (kids[["m4ac1a", "m4ac1b", "m4ac1c"]] == 1).any(axis=1)
rate = (works * kids.wt9).sum() / kids.wt9.sum()
"""


@dataclass(frozen=True)
class Figure:
    """Medians of several fresh processes."""

    seconds: float
    cpu: float
    mb: float
    rows: int

    def __str__(self) -> str:
        return f"{self.rows:,} | {self.seconds:.2f} | {self.cpu:.2f} | {self.mb:.0f}"


def main() -> None:
    """Write the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=("mics5", "vhlss"), default="")
    asked.add_argument("--runs", type=int, default=RUNS)
    given = asked.parse_args()
    lines = _head(given.runs)
    with tempfile.TemporaryDirectory() as folder:
        if given.only != "vhlss":
            lines += _mics5(Path(folder), given.runs)
        if given.only != "mics5":
            lines += _vhlss(Path(folder), given.runs)
    text = "\n".join(lines) + "\n"
    print(text)
    if not given.only:
        Path(__file__).with_suffix(".md").write_text(text, encoding="utf-8")


def _head(runs: int) -> list[str]:
    day = datetime.datetime.now(tz=datetime.UTC).date()
    return [
        "# Reading whole surveys", "",
        f"`make bench-surveys`, {day}, seed {SEED}, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores. Fresh processes, import included, median of {runs}; the peer is "
        "pyreadstat with pandas merges, in the same run.", "",
        "| files | reader | children out | seconds | CPU seconds | peak MB | seconds to the peer's "
        "| memory to the peer's | target |",
        "|---|---|---:|---:|---:|---:|---:|---:|---|",
    ]  # fmt: skip


def _mics5(folder: Path, runs: int) -> list[str]:
    full, half, tiny = folder / "full", folder / "half", folder / "tiny"
    world.mics5(full, households=LISTED, seed=SEED, completed=COMPLETED, members=MEMBERS,
                under_fives=UNDER_FIVES, widths=WIDTHS)  # fmt: skip
    world.mics5(half, households=LISTED // 2, seed=SEED, completed=COMPLETED // 2,
                members=MEMBERS // 2, under_fives=UNDER_FIVES // 2, widths=WIDTHS)  # fmt: skip
    world.mics5(tiny, households=40, seed=SEED, widths=WIDTHS)
    ours = _script(_READ.format(kind="mics5", round=None), "held.children.n_rows")
    peer = _script(_PEER_MICS5, "len(kids)")
    name = f"MICS5, {COMPLETED:,} households, {MEMBERS:,} members, {UNDER_FIVES:,} under-fives"
    lines, found = _pair(name, full, ours, peer, runs, target="5 s, 500 MB")
    return lines + _growth("MICS5", ours, (tiny, half), found, runs)


def _vhlss(folder: Path, runs: int) -> list[str]:
    full, half, tiny = folder / "round", folder / "half_round", folder / "tiny_round"
    for place, homes in ((full, VHLSS_HOUSEHOLDS), (half, VHLSS_HOUSEHOLDS // 2), (tiny, 40)):
        vhlss_world.make(VHLSS_ROUND, homes=homes, seed=SEED).write(place)
    ours = _script(_READ.format(kind="vhlss", round=VHLSS_ROUND), "held.children.n_rows")
    peer = _script(_PEER_VHLSS, "len(kids)")
    name = f"VHLSS {VHLSS_ROUND} layout, {VHLSS_HOUSEHOLDS:,} households"
    lines, found = _pair(name, full, ours, peer, runs, target="20 s")
    return lines + _growth("VHLSS", ours, (tiny, half), found, runs)


def _script(body: str, rows: str) -> str:
    return _MEASURE.format(body=body, rows=rows)


def _pair(
    name: str, folder: Path, ours: str, peer: str, runs: int, *, target: str
) -> tuple[list[str], Figure]:
    turns = [(_run(ours, folder), _run(peer, folder)) for _ in range(runs)]
    mine, theirs = (_median([turn[side] for turn in turns]) for side in (0, 1))
    lines = [
        f"| {name} | surveys.read | {mine} | {mine.seconds / theirs.seconds:.2f} "
        f"| {mine.mb / theirs.mb:.2f} | {target} |",
        f"| the same | pandas | {theirs} | 1 | 1 | - |",
    ]
    return lines, mine


def _growth(name: str, ours: str, folders: tuple[Path, Path], full: Figure, runs: int) -> list[str]:
    """Return a line on memory: what the rows cost beyond the libraries, full against half."""
    tiny, half = (_median([_run(ours, place) for _ in range(runs)]) for place in folders)
    beyond, of_half = full.mb - tiny.mb, half.mb - tiny.mb
    return [
        f"| {name}, half of it | surveys.read | {half} | - | - | memory beyond that of 40 "
        f"households ({tiny.mb:.0f} MB): full to half "
        f"{beyond / of_half:.2f} (linear: 2) |"
    ]


def _run(script: str, folder: Path) -> Figure:
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder)], check=True, capture_output=True, text=True,
        cwd=ROOT,
    )  # fmt: skip
    return Figure(**json.loads(done.stdout))


def _median(figures: list[Figure]) -> Figure:
    return Figure(
        statistics.median(one.seconds for one in figures),
        statistics.median(one.cpu for one in figures),
        statistics.median(one.mb for one in figures),
        figures[0].rows,
    )


if __name__ == "__main__":
    main()
