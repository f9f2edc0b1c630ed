"""How are the blocks of a panel worked through, one after another or side by side?

Blocks know nothing of one another, so workers change how long it takes and nothing else. Workers
are started afresh (`spawn`): a copy of a process whose libraries run threads may hang.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.dials.pushing import Pusher
from riskscreen.synthetic.dials.small import Regroup
from riskscreen.synthetic.dials.telling import tell
from riskscreen.synthetic.dials.turned import Dials
from riskscreen.synthetic.places import draw_places
from riskscreen.synthetic.profile import Profile
from riskscreen.synthetic.sampling import Plan, Span, plan_panel
from riskscreen.synthetic.sheets import Sheet, joined
from riskscreen.synthetic.tables import Writer, truth_sheet
from riskscreen.synthetic.world import run_block

__all__ = ["Made", "Order", "each", "make_block", "order"]

_Task = TypeVar("_Task")
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Order:
    """Everything that makes a panel: the same order, the same content."""

    profile: Profile
    plan: Plan
    seed: int
    waves: int
    dials: Dials
    regroups: tuple[Regroup, ...] = ()

    @property
    def width(self) -> int:
        """Digits of a household's number, six or more."""
        return max(6, len(str(int(self.plan.distinct.sum()))))

    def spans(self) -> Iterator[Span]:
        """Yield where the blocks lie."""
        return self.plan.spans()


@dataclass(frozen=True, slots=True)
class Made:
    """The sheets of one block, waves under one another."""

    households: Sheet
    children: Sheet
    truth: Sheet


def order(profile: Profile, *, households: int, waves: int, seed: int, dials: Dials) -> Order:
    """Return the order of a panel; see ``panel``."""
    streams = Streams(seed)
    places = draw_places(profile, streams)
    plan = plan_panel(profile, places, streams, households=households, waves=waves)
    return Order(profile, plan, seed, waves, dials)


def make_block(what: Order, span: Span) -> Made:
    """Return the sheets of one block."""
    block = what.plan.block(span, seed=what.seed)
    streams = Streams(what.seed, block.number + 1)
    world = run_block(
        what.profile,
        what.plan.places,
        streams,
        block=block,
        waves=what.waves,
        pusher=Pusher.of(what.dials),
        regroups=what.regroups,
    )
    dialled, told = tell(world, what.dials, streams)
    writer = Writer(dialled, streams, what.width)
    return Made(
        households=joined([writer.households(wave) for wave in dialled.waves]),
        children=joined([writer.children(wave) for wave in dialled.waves]),
        truth=truth_sheet(Writer(world, streams, what.width), told),
    )


def each(
    work: Callable[[_Task], _Result], tasks: Iterable[_Task], *, workers: int
) -> Iterator[_Result]:
    """Yield the result of every task in the tasks' order.

    Parameters
    ----------
    work : callable
        Of a module, so that another process finds it.
    tasks : iterable
        Taken a few at a time, so that memory stays flat.
    workers : int
        Processes; 1 works in this one. A script that asks for more needs the guard
        ``if __name__ == "__main__"``, as everything that starts processes does.
    """
    if workers <= 1:
        yield from map(work, tasks)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        workers, mp_context=context, initializer=_end_with, initargs=(os.getpid(),)
    )
    with pool:
        queue = iter(tasks)
        waiting = deque(pool.submit(work, task) for task in islice(queue, 2 * workers))
        while waiting:
            done = waiting.popleft().result()
            waiting.extend(pool.submit(work, task) for task in islice(queue, 1))
            yield done


def _end_with(parent: int) -> None:
    """End this worker soon after its parent was killed: nobody else would."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
