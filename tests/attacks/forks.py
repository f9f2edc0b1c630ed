"""What does one attempt do to a process: refuse, load, crash, hang, or fail in another way?

A fork server: a clean parent has imported everything once, each attempt is a fork of it, and what
the attempt breaks dies with the fork. It runs as a program of its own (``campaign``), because a
test runner has threads, and the fork of a process with threads may inherit a lock for ever.
"""

from __future__ import annotations

import json
import os
import resource
import select
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn

from riskscreen.errors import RiskscreenError

__all__ = ["CRASH", "HANG", "LOADED", "OTHER", "REFUSED", "Outcome", "attempt",
           "attempts"]  # fmt: skip

REFUSED, LOADED, CRASH, HANG, OTHER = "refused", "loaded", "crash", "hang", "other"

# A second of its own work, whatever else the machine does meanwhile; and an end to any waiting.
CPU_SECONDS = 1.0
WALL_SECONDS = 20.0
MOST_MEMORY = 4 * 2**30
_MOST_WORDS = 2000
_PART = 2**16


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an attempt.

    Parameters
    ----------
    kind : str
        ``refused``: an error of riskscreen.errors; ``loaded``: it came to its end; ``crash``: a
        signal or a silent end; ``hang``; ``other``: an exception of another kind.
    words : str
        The error's class and message; the signal; or what the attempt returned.
    """

    kind: str
    words: str

    def __repr__(self) -> str:
        return f"{self.kind} ({self.words[:160]})"


def attempt(action: Callable[[], object], *, cpu_seconds: float = CPU_SECONDS) -> Outcome:
    """Run an action in a fork of this process and return what became of it."""
    (outcome,) = attempts([action], cpu_seconds=cpu_seconds)
    return outcome


def attempts(
    actions: Sequence[Callable[[], object]],
    *,
    batch: int = 1,
    cpu_seconds: float = CPU_SECONDS,
    wall_seconds: float = WALL_SECONDS,
) -> Iterator[Outcome]:
    """Run actions in forks of this process and give what became of each, in their order.

    A fork takes up to ``batch`` of them, one after the other; one that ends it is its last, and
    the next fork goes on behind it.
    """
    done = 0
    while done < len(actions):
        for outcome in _in_one_fork(actions[done : done + batch], cpu_seconds, wall_seconds):
            yield outcome
            done += 1


def _in_one_fork(
    actions: Sequence[Callable[[], object]], cpu_seconds: float, wall_seconds: float
) -> Iterator[Outcome]:
    mouth, ear = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(mouth)
        _child(actions, ear, cpu_seconds)
    os.close(ear)
    heard, late = 0, False
    with os.fdopen(mouth, "rb") as stream:
        for line in _lines(stream.fileno(), wall_seconds):
            if line is None:
                late = True
                os.kill(child, signal.SIGKILL)
                break
            yield Outcome(*json.loads(line))
            heard += 1
    _, status = os.waitpid(child, 0)
    if heard < len(actions):
        yield _ended(status, late=late)


def _ended(status: int, *, late: bool) -> Outcome:
    by = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if late or by == signal.SIGPROF:
        return Outcome(HANG, "no answer in time")
    if by:
        return Outcome(CRASH, signal.Signals(by).name)
    return Outcome(CRASH, f"ended without a word, status {os.WEXITSTATUS(status)}")


def _lines(mouth: int, wall_seconds: float) -> Iterator[bytes | None]:
    """Give each line that a child says, and None if it is silent for too long."""
    rest = b""
    while True:
        ready, _, _ = select.select([mouth], [], [], wall_seconds)
        if not ready:
            yield None
            return
        part = os.read(mouth, _PART)
        if not part:
            return
        *whole, rest = (rest + part).split(b"\n")
        yield from whole


def _child(actions: Sequence[Callable[[], object]], ear: int, cpu_seconds: float) -> NoReturn:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.dup2(nowhere, sys.stderr.fileno())
        for action in actions:
            # counts the work of all its threads, not the time that others take; ends it
            signal.setitimer(signal.ITIMER_PROF, cpu_seconds)
            said = _said(action)
            signal.setitimer(signal.ITIMER_PROF, 0)
            os.write(ear, json.dumps(said).encode() + b"\n")
    finally:
        os._exit(0)


def _said(action: Callable[[], object]) -> tuple[str, str]:
    try:
        return LOADED, str(action())[:_MOST_WORDS]
    except RiskscreenError as refusal:
        return REFUSED, f"{type(refusal).__name__}: {refusal}"[:_MOST_WORDS]
    except BaseException as fault:  # noqa: BLE001 - whatever it is, it is the finding
        return OTHER, f"{type(fault).__name__}: {fault}"[:_MOST_WORDS]
