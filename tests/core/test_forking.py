"""A lock that a thread held when its process was forked is free in the child."""

import os
import threading

from riskscreen.core.forking import ForkSafe


def test_a_held_lock_is_free_in_the_child_and_held_in_the_parent() -> None:
    one = ForkSafe()
    with one._lock:
        child = os.fork()
        if child == 0:
            os._exit(0 if one._lock.acquire(timeout=2) else 1)
        assert os.waitpid(child, 0)[1] == 0
        assert not one._lock.acquire(blocking=False)
    assert isinstance(one._lock, type(threading.Lock()))
