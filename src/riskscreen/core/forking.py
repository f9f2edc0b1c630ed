"""May a process be forked while one of its threads holds a lock?

The thread is not forked and would never give the lock back: in the child it is replaced.
"""

from __future__ import annotations

import os
import threading
import weakref

__all__ = ["ForkSafe"]


class ForkSafe:
    """Something with a lock of its own, ``_lock``, which a forked process finds free.

    What the lock guards has to hold at every moment, since the thread that was changing it is gone.
    """

    __slots__ = ("__weakref__", "_lock")

    def __init__(self) -> None:
        self._lock = threading.Lock()
        _living.add(self)


_living: weakref.WeakSet[ForkSafe] = weakref.WeakSet()


def _free() -> None:
    for one in _living:
        one._lock = threading.Lock()


# where there is no fork, as on Windows, no lock comes to a child
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_free)
