"""How many households a second does one core score, how late is the latest, and is any one wrong?

Good and bad requests go through ``riskscreen.score_json`` against one loaded release of three
outcomes, trained on made-up children as the tests' release is. What each request is to be answered
with was computed beforehand, one by one; every answer and every refusal is held against it to the
letter. Every child of every answer is to be in the access log. Writes ``bench_serving.md`` beside
this file.
"""

from __future__ import annotations

import argparse
import datetime
import gc
import json
import os
import platform
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # the tests' release, and how they damage a request

from tests import releases  # noqa: E402
from tests.attacks import mutations  # noqa: E402

from riskscreen import scoring, signing  # noqa: E402
from riskscreen.errors import RiskscreenError  # noqa: E402
from riskscreen.scoring.log_line import LogLine, child_key  # noqa: E402

OUTCOMES = ("dropout", "child_labour", "exclusion")
BAD_SHARE = 0.3
SEED = 20261129
WARM_UP = 100
MOST_GROWTH = 0.01
WINDOWS = 40
"""Memory is read so many times on the way; the first and the last quarter are compared."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent, and what came back when nothing else was going on."""

    text: str | bytes
    due: str
    is_refused: bool

    @property
    def children(self) -> tuple[str, ...]:
        """Ids of the children in the answer: each is to have a line in the access log."""
        if self.is_refused:
            return ()
        return tuple({row["child_id"] for row in json.loads(self.due)["scores"]})


@dataclass(frozen=True, slots=True)
class Load:
    """What a load run showed; times in milliseconds, memory in MB."""

    seconds: float
    n: int
    refused: int
    wrong: int
    children: Counter[str]
    p50: float
    p99: float
    worst: float
    rss: tuple[float, ...]

    @property
    def growth(self) -> float:
        """Growth of the resident memory between its first and last quarter, a share."""
        quarter = max(1, len(self.rss) // 4)
        first, last = self.rss[:quarter], self.rss[-quarter:]
        return float(np.median(last) / np.median(first) - 1)


def answer(
    release: scoring.Release, text: str | bytes, log: scoring.AccessLog | None = None
) -> tuple[str, bool]:
    """Return what a request is answered with, and whether that is a refusal."""
    try:
        said = scoring.score_json(text, release=release, as_of=releases.DAY, access_log=log)
    except RiskscreenError as refusal:
        return f"{type(refusal).__name__}: {refusal}", True
    return said, False


def requests(release: scoring.Release, *, seed: int) -> list[Request]:
    """Return good and bad requests in random order, each with the answer that is due."""
    rng = random.Random(seed)  # noqa: S311 - of a benchmark
    good = releases.households(releases.panel())
    sent: list[str | bytes] = list(good)
    n_bad = round(len(good) * BAD_SHARE / (1 - BAD_SHARE))
    for number in range(n_bad):
        content = rng.choice(good).encode()
        if number % 2:
            sent.append(mutations.odd_value(content, rng))
        else:
            sent.append(mutations.mutated_bytes(content, rng.choice([*mutations.BYTES]), rng))
    rng.shuffle(sent)
    return [Request(text, *answer(release, text)) for text in sent]


def run(
    release: scoring.Release,
    asked: Sequence[Request],
    *,
    until: Callable[[int, float], bool],
    every: int = 100,
    log: scoring.AccessLog | None = None,
) -> Load:
    """Send requests one after the other until a number or a time is reached.

    Memory is read before the first and after ``every`` requests.
    """
    for at in range(WARM_UP):
        answer(release, asked[at % len(asked)].text)
    gc.collect()
    took, rss = np.zeros(2**22), [resident()]
    answered = [0] * len(asked)
    wrong = refused = n = 0
    begun = time.perf_counter()
    now = begun
    while not until(n, now - begun):
        request = asked[n % len(asked)]
        said, is_refused = answer(release, request.text, log)
        before, now = now, time.perf_counter()
        took[n % took.size] = now - before
        wrong += said != request.due
        refused += is_refused
        answered[n % len(asked)] += 1
        n += 1
        if n % every == 0:
            rss.append(resident())
    children: Counter[str] = Counter()
    for request, times_answered in zip(asked, answered, strict=True):
        children.update(dict.fromkeys(request.children, times_answered))
    times = np.sort(took[: min(n, took.size)]) * 1000
    return Load(
        seconds=now - begun, n=n, refused=refused, wrong=wrong, children=children,
        p50=float(np.percentile(times, 50)), p99=float(np.percentile(times, 99)),
        worst=float(times[-1]), rss=tuple(rss),
    )  # fmt: skip


def run_threads(
    release: scoring.Release, asked: Sequence[Request], *, threads: int, each: int
) -> tuple[int, float]:
    """Return how many answers of so many threads at once were wrong, and the seconds."""
    wrong: list[int] = []

    def serve(number: int) -> None:
        order = random.Random(number).sample(range(len(asked)), len(asked))  # noqa: S311
        off = 0
        for at in range(each):
            request = asked[order[at % len(order)]]
            off += answer(release, request.text)[0] != request.due
        wrong.append(off)

    started = [threading.Thread(target=serve, args=(number,)) for number in range(threads)]
    begun = time.perf_counter()
    for one in started:
        one.start()
    for one in started:
        one.join()
    # a thread that died has said nothing, and none of its answers was right
    lost = (threads - len(wrong)) * each
    return sum(wrong) + lost, time.perf_counter() - begun


def resident() -> float:
    """Return the resident memory of this process, MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def loading(models: Path) -> float:
    """Return how long it takes to load and verify the release, ms: the median of 20 times."""
    took = []
    for _ in range(20):
        begun = time.perf_counter()
        releases.load(models)
        took.append(time.perf_counter() - begun)
    return float(np.median(took)) * 1000


def lost(children: Counter[str], log: Path, secret: signing.Secret) -> int:
    """Return how many answered children have no line in an access log."""
    lines = (LogLine.parse(line) for line in log.read_bytes().splitlines())
    found = Counter(line.child for line in lines)
    due = Counter({child_key(secret, child_id): n for child_id, n in children.items()})
    return (due - found).total()


def page(
    load: Load,
    memory: Load | None,
    threads: tuple[int, float] | None,
    given: argparse.Namespace,
    *,
    loaded: float,
    unlogged: int,
) -> str:
    """Return the Markdown of a run; a part that was not run is left out."""
    rows = [
        ("loading and verifying the release, ms", f"{loaded:.0f}"),
        ("requests a second", f"{load.n / load.seconds:,.0f}"),
        ("p50, ms", f"{load.p50:.2f}"),
        ("p99, ms", f"{load.p99:.2f}"),
        ("slowest, ms", f"{load.worst:.1f}"),
        ("requests", f"{load.n:,}"),
        ("refused, as each was to be", f"{load.refused:,}"),
        ("wrong", f"{load.wrong}"),
        ("children in the answers", f"{load.children.total():,}"),
        ("of them lost from the access log", f"{unlogged}"),
    ]
    if memory is not None:
        rows += [
            (f"memory after {memory.n:,} requests, MB", f"{memory.rss[-1]:.1f}"),
            ("its growth", f"{memory.growth:+.2%}"),
            ("wrong among them", f"{memory.wrong}"),
        ]
    if threads is not None:
        wrong, seconds = threads
        rows += [
            (f"wrong among {given.threads} threads × {given.each:,} requests", f"{wrong}"),
            ("requests a second with them", f"{given.threads * given.each / seconds:,.0f}"),
        ]
    table = "\n".join(f"| {what} | {figure} |" for what, figure in rows)
    today = datetime.datetime.now(tz=datetime.UTC).date()
    asked = f"--seconds {given.seconds:g} --memory {given.memory} --each {given.each}"
    return (
        "# Scoring under load\n\n"
        f"`python benchmarks/bench_serving.py {asked}`, {today}, Python "
        f"{platform.python_version()}, one core. One household's JSON a request, "
        f"{len(OUTCOMES)} outcomes, three reasons each; {BAD_SHARE:.0%} of the requests are "
        "damaged. Every answer and refusal is compared with the one computed beforehand.\n\n"
        f"| | |\n|---|---:|\n{table}\n"
    )


def main() -> None:
    """Run the parts that are asked for on one core and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--memory", type=int, default=0, help="requests of the memory part")
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--each", type=int, default=0, help="requests of each thread")
    parser.add_argument("--dry", action="store_true", help="print, and write no page")
    given = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    memory, threads = None, None
    with tempfile.TemporaryDirectory(prefix="riskscreen-serving-") as folder:
        models = Path(folder) / "models"
        releases.put(releases.contents(releases.panel(), outcomes=OUTCOMES), models)
        release, loaded = releases.load(models), loading(models)
        asked = requests(release, seed=SEED)
        secret = signing.make_secret(Path(folder) / "secret")
        log = scoring.AccessLog(Path(folder) / "access.jsonl", secret=secret)
        load = run(
            release, asked, until=lambda _, seconds: seconds >= given.seconds, log=log
        )  # fmt: skip
        unlogged = lost(load.children, log.path, secret)
        if given.memory:
            memory = run(
                release, asked, until=lambda n, _: n >= given.memory,
                every=max(1, given.memory // WINDOWS),
            )  # fmt: skip
        if given.each:
            threads = run_threads(release, asked, threads=given.threads, each=given.each)
    text = page(load, memory, threads, given, loaded=loaded, unlogged=unlogged)
    print(text)
    if not given.dry:
        (ROOT / "benchmarks" / "bench_serving.md").write_text(text, encoding="utf-8")
    if load.wrong or unlogged or (memory and memory.wrong) or (threads and threads[0]):
        sys.exit("an answer was wrong, or is not in the access log")
    if memory and memory.growth >= MOST_GROWTH:
        sys.exit(f"memory grew by {memory.growth:.2%}, the bar is {MOST_GROWTH:.0%}")


if __name__ == "__main__":
    main()
