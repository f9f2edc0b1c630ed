"""A fork server that kills releases: everything is imported once, and each attempt is a fork.

Run as ``python -m tests.journeys.kills FOLDER RUN KEY TRUST SEED N``; prints one JSON line for each
attempt. A fork of this process has no thread of another's and no open database.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path

# imported once, for all forks; the last two each fork would import late
import mlflow
import mlflow.store.model_registry.sqlalchemy_store
import mlflow.store.tracking.sqlalchemy_store  # noqa: F401
import model_signing  # noqa: F401
import sqlalchemy  # noqa: F401

from riskscreen import errors, flows, ledger, registry, scoring, signing

NAME = "small"
Words = dict[str, object]


CHANGES = ("os.rename", "os.mkdir", "os.remove", "os.truncate", "os.rmdir", "shutil.rmtree")
WRITES = os.O_WRONLY | os.O_RDWR


def in_a_fork(work: Callable[[], Words]) -> tuple[int, Words]:
    """Return the status of a fork (negative: the signal that ended it) and what it said."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            said = work()
        except BaseException:  # noqa: BLE001 - told to the parent
            said = {"fault": traceback.format_exc()[-1500:]}
        with os.fdopen(writer, "w") as stream:
            json.dump(said, stream)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as stream:
        told = stream.read()
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status), json.loads(told) if told else {}


def at_step(step: int, then: Callable[[], None]) -> list[int]:
    """Call ``then`` at the so manieth time that files are changed; return a count that grows.

    Most of a release is spent on drawing reports, where a kill shows little: so the moment is
    chosen among what it changes on the disk.
    """
    seen = [0]

    def hear(event: str, given: tuple[object, ...]) -> None:
        opens = event == "open" and isinstance(given[2], int) and given[2] & WRITES
        if opens or event in CHANGES:
            seen[0] += 1
            if seen[0] == step:
                then()

    sys.addaudithook(hear)
    return seen


def die(after: float) -> None:
    """Be killed now, or so many seconds later, wherever this process is then."""
    if not after:
        os.kill(os.getpid(), signal.SIGKILL)
    signal.setitimer(signal.ITIMER_REAL, after)  # SIGALRM, to which nobody listens, ends it


class Office:
    """Where the releases of one name are made, again and again."""

    def __init__(self, folder: Path, run: str, key: Path, trust: Path) -> None:
        self.store, self.models = folder / "mlruns", folder / "models"
        self.run, self.key = run, key
        self.trust = signing.read_trust(trust)

    def release(self) -> Words:
        """Release once more."""
        made = flows.release(
            self.run, name=NAME, key=self.key, trust=self.trust,
            store=self.store, models=self.models, demo=True,
        )  # fmt: skip
        return {"version": made.version}

    def counted(self) -> Words:
        """Release once more and say how often files were changed."""
        seen = at_step(0, lambda: None)
        return {**self.release(), "steps": seen[0]}

    def killed(self, step: int, after: float) -> Words:
        """Begin to release and be killed."""
        at_step(step, lambda: die(after))
        return self.release()

    def look(self) -> Words:
        """Say what a service would load now, and mend a torn line as a person would."""
        torn = False
        try:
            ledger.read(self.models / scoring.LEDGER, trust=self.trust)
        except errors.LedgerError:
            torn = True
            flows.verify(self.models, repair=True, trust=self.trust)
        held = scoring.load_release(NAME, models=self.models, trust=self.trust)
        return {"serves": int(held.version), "torn": torn, "left": self.left()}

    def left(self) -> list[str]:
        """Return what disagrees."""
        lines = ledger.read(self.models / scoring.LEDGER, trust=self.trust)
        found = flows.reconciling.disagreements(
            NAME, models=self.models, lines=lines, held=registry.Store(self.store)
        )
        return sorted({one.kind for one in found})


def main(words: list[str]) -> None:
    """Release once whole, then kill ``N`` releases at random moments and look after each."""
    folder, run, key, trust = (Path(words[0]), words[1], Path(words[2]), Path(words[3]))
    office, rng = Office(folder, run, key, trust), random.Random(int(words[4]))
    in_a_fork(office.release)
    _, first = in_a_fork(office.counted)
    _, before = in_a_fork(office.look)
    for _ in range(int(words[5])):
        step = rng.randint(1, int(str(first["steps"])))
        after_step = rng.choice((0.0, rng.uniform(0.001, 0.05)))
        status, told = in_a_fork(partial(office.killed, step, after_step))
        _, after = in_a_fork(office.look)
        _, again = in_a_fork(office.release)
        _, last = in_a_fork(office.look)
        report = {
            "step": step, "status": status, "told": told, "before": before, "after": after,
            "again": again, "last": last,
        }  # fmt: skip
        print(json.dumps(report), flush=True)  # noqa: T201 - its parent reads it
        before = last


if __name__ == "__main__":
    main(sys.argv[1:])
