"""Which hidden group could a reader pin down, given everything that is printed?

By linear programming: the least and the largest count of a hidden group among all tables that
have the printed one's rounded counts. A table that one may not derive leaves a wide range.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.auditing.disclosing.counted import Counted
from riskscreen.auditing.disclosing.lattice import tighten
from riskscreen.core import need
from riskscreen.policy import Policy

__all__ = ["Attack", "Exposed", "Question", "close", "exposed_in", "outer"]

_ROUNDS = 2  # of looking around the middle of what is possible, before groups are settled singly
_CENTRING = 6  # Newton steps; a chord need not go through the very centre
_TURNS = 20
_WORTH = 2
_GOLDEN = (5**0.5 - 1) / 2
_ASIDE = 0.01
_KEPT = 16  # answers; the tables of one audit, and of the report that is made of it
_DUST = 1e-6  # of a child, in a solution of the solver

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Exposed:
    """A hidden count that can be pinned down.

    Parameters
    ----------
    node : int
        The group.
    count : int
        0 for children, 1 for children at risk.
    """

    node: int
    count: int


def outer(table: Counted) -> tuple[Floats, Floats]:
    """Return bounds on every group from one sum at a time, shape (2, n_nodes) each."""
    pairs = [tighten(table.tied, table.lo[one], table.hi[one]) for one in (0, 1)]
    return np.stack([pair[0] for pair in pairs]), np.stack([pair[1] for pair in pairs])


def close(lo: Floats, hi: Floats, policy: Policy) -> Flags:
    """Return which ranges are too narrow: a small count is possible, and little else.

    Parameters
    ----------
    lo, hi : ndarray of float64, shape (2, n_nodes)
        Ranges of children and of children at risk.
    policy : Policy
        Its smallest cell is the least width. A range that lies above it shows that the group
        is no small cell, which may be known.
    """
    fewest = np.asarray(policy.smallest_cell)[:, None]
    narrow: Flags = (hi - lo < _width(fewest)) & (lo < fewest - _DUST)
    return narrow


def _width(fewest: Floats) -> Floats:
    """Return the least width: as many counts stay possible as there are small ones, 0 included."""
    return fewest - 1 - _DUST


class Attack:
    """A reader who knows every printed count, and the tables that are seen to be possible.

    Hiding one more row takes no possible table away, so what was seen stays seen.

    Parameters
    ----------
    table : Counted
        What is printed.
    policy : Policy
        Gives the smallest cell.
    """

    def __init__(self, table: Counted, *, policy: Policy) -> None:
        self.table = table
        self._policy = policy
        self._fewest = np.asarray(policy.smallest_cell)[:, None]
        self._lo = np.full(table.lo.shape, np.inf)
        self._hi = np.full(table.lo.shape, -np.inf)
        self._middle: Floats | None = None
        self._free: Floats | None = None

    def hide(self, node: int) -> None:
        """Hide one more row."""
        self.table = self.table.hiding(node)

    def exposed(self, *, first: bool = False) -> list[Exposed] | None:
        """Return every guarded count that can be pinned to fewer counts than are small.

        Parameters
        ----------
        first : bool
            Whether the first that are found are enough.

        Returns
        -------
        list of Exposed or None
            None where no table at all has these counts: they are not of one population.
        """
        if not self.table.guarded.any() or not self.table.printed.any():
            return []
        lo, hi = outer(self.table)
        if (lo > hi + _DUST).any():
            return None
        narrow = close(lo, hi, self._policy) & self.table.guarded
        if not (first and narrow.any()):
            # a range that lies above the smallest cell needs no width
            unsure = self.table.guarded & ~narrow & (lo < self._fewest - _DUST)
            if not self._look(unsure, lo, hi):
                return None
            narrow |= self._settled(unsure, _Program(self.table, lo, hi), first=first)
        found = zip(*np.nonzero(narrow), strict=True)
        return [Exposed(int(node), int(count)) for count, node in found]

    def _look(self, unsure: Flags, lo: Floats, hi: Floats) -> bool:
        """See many possible tables at small cost; False where there is none."""
        if self._open(unsure).any() and self._middle is None:
            self._middle = _Program(self.table, lo, hi).roomy(self._fewest / 2)
            if self._middle is None:
                return False
            self._see(self._middle[None])
        for _ in range(_ROUNDS):
            still = self._open(unsure)
            if not still.any() or self._middle is None:
                break
            self._around(self._middle, still, lo, hi)
        return True

    def _around(self, at: Floats, still: Flags, lo: Floats, hi: Floats) -> None:
        """Go from the middle to both ends of what is possible, one line for each open count."""
        if self._free is None:
            self._free = _directions(self.table, lo, hi)
        finest = self.table.tied.finest
        for count in np.flatnonzero(still.any(axis=1)):
            low, high = lo[count].copy(), hi[count].copy()
            other = at[1 - count, finest]
            if count:
                high[finest] = np.minimum(high[finest], other)
            else:
                low[finest] = np.maximum(low[finest], other)
            nodes = np.flatnonzero(still[count])
            middle = _centred(at[count], low, high, self._free)
            moved = _ends(middle, low, high, self._free, nodes)
            at[count] = middle
            whole = np.repeat(at[None], len(moved), axis=0)
            whole[:, count] = moved
            self._see(whole)

    def _settled(self, unsure: Flags, program: _Program, *, first: bool) -> Flags:
        """Return which of the counts still open are narrow, by their own least and largest."""
        narrow = np.zeros(unsure.shape, dtype=bool)
        self._together(unsure, program)
        for count, node in zip(*np.nonzero(self._open(unsure)), strict=True):
            for aside, sign in itertools.product((_ASIDE, 0.0), (-1.0, 1.0)):
                still = self._open(unsure)
                if still[count, node]:
                    cost: Floats = np.where(still, -aside, 0.0)
                    cost[count, node] = sign
                    self._try(program, cost)
            lo, hi = self._lo[count, node], self._hi[count, node]
            narrow[count, node] = bool(close(lo, hi, self._policy)[count, 0])
            if first and narrow[count, node]:
                break
        return narrow

    def _together(self, unsure: Flags, program: _Program) -> None:
        """Push many open counts up and down at once, for as long as that closes several."""
        places = np.arange(unsure.shape[1])
        for turn in range(_TURNS):
            still = self._open(unsure)
            # the golden ratio's multiples fall evenly: other halves at every turn
            halves = np.where((places * (turn + 1) * _GOLDEN) % 1 < _GOLDEN, -1.0, 1.0)
            self._try(program, halves * still)
            if still.sum() - self._open(unsure).sum() < _WORTH:
                return

    def _try(self, program: _Program, cost: Floats) -> None:
        found = program.least(np.asarray(cost, dtype=np.float64))
        if found is not None:
            self._see(found[None])

    def _see(self, tables: Floats) -> None:
        np.minimum(self._lo, tables.min(axis=0), out=self._lo)
        np.maximum(self._hi, tables.max(axis=0), out=self._hi)

    def _open(self, unsure: Flags) -> Flags:
        still: Flags = unsure & (self._hi - self._lo < _width(self._fewest))
        return still


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a table: the same for every table that tells the same.

    Parameters
    ----------
    digest : bytes
        Of everything that the answer rests on.
    table, policy, required
        As in `suppression.protected`.
    """

    digest: bytes
    table: Counted = field(compare=False)
    policy: Policy = field(compare=False)
    required: frozenset[str] = field(compare=False)

    @classmethod
    def of(cls, table: Counted, policy: Policy, required: frozenset[str] = frozenset()) -> Question:
        """Return the question with its digest."""
        tied = table.tied
        digest = hashlib.sha256(
            repr((tied.keys, tuple(policy.smallest_cell), sorted(required))).encode()
        )
        arrays = (tied.parent, tied.part, tied.of, table.lo, table.hi)
        for array in (*arrays, table.listed, table.printed, table.guarded):
            digest.update(array.tobytes())
        return cls(digest.digest(), table, policy, required)


def exposed_in(table: Counted, *, policy: Policy) -> list[Exposed] | None:
    """Return what `Attack.exposed` finds; a table that was attacked before is not attacked again.

    Parameters
    ----------
    table : Counted
        What is printed.
    policy : Policy
        Gives the smallest cell.
    """
    found = _exposed(Question.of(table, policy))
    return None if found is None else list(found)


@functools.lru_cache(maxsize=_KEPT)
def _exposed(asked: Question) -> tuple[Exposed, ...] | None:
    found = Attack(asked.table, policy=asked.policy).exposed()
    return None if found is None else tuple(found)


class _Program:
    """The linear program of a table: a column for children and one for cases of every group."""

    def __init__(self, table: Counted, lo: Floats, hi: Floats) -> None:
        sparse = need("scipy.sparse", extra="audit")
        tied, n_nodes = table.tied, len(table.tied.keys)
        n_sums = tied.parent.size
        row = np.concatenate([np.arange(n_sums), tied.of])
        column = np.concatenate([tied.parent, tied.part])
        sign = np.concatenate([-np.ones(n_sums), np.ones(tied.part.size)])
        sums = sparse.csr_matrix((sign, (row, column)), shape=(n_sums, n_nodes))
        self._sums = sparse.block_diag([sums, sums], format="csr")
        # where even the most cases are fewer than the least children, nothing needs saying
        finest = np.flatnonzero(tied.finest & (hi[1] > lo[0]))
        each = np.arange(finest.size)
        self._below = sparse.csr_matrix(
            (
                np.repeat([-1.0, 1.0], finest.size),
                (np.tile(each, 2), np.r_[finest, n_nodes + finest]),
            ),
            shape=(finest.size, 2 * n_nodes),
        )
        self._bounds = np.column_stack([lo.ravel(), hi.ravel()])
        self._solve: Any = need("scipy.optimize", extra="audit").linprog

    def least(self, cost: Floats) -> Floats | None:
        """Return the table with the least cost, shape (2, n_nodes); None where there is none."""
        return self._solved(cost.ravel(), self._sums, self._below, self._bounds)

    def roomy(self, enough: Floats) -> Floats | None:
        """Return a table whose counts keep clear of their bounds, as many as can by ``enough``."""
        sparse = need("scipy.sparse", extra="audit")
        size = len(self._bounds)
        lo, hi = self._bounds.T
        most = np.minimum((hi - lo) / 2, np.repeat(enough.ravel(), size // 2))
        free = np.flatnonzero(most > _DUST)
        own = sparse.identity(size, format="csr")[free]
        room = sparse.identity(free.size, format="csr")
        # both cases and the children above them keep their distance from each other
        below = self._below
        near = sparse.csr_matrix(-below.minimum(0))[:, free] / 2
        near = near + sparse.csr_matrix(below.maximum(0))[:, free] / 2
        a_ub = sparse.bmat([[-own, room], [own, room], [below, near]], format="csr")
        b_ub = np.concatenate([-lo[free], hi[free], np.zeros(below.shape[0])])
        a_eq = sparse.hstack([self._sums, sparse.csr_matrix((self._sums.shape[0], free.size))])
        bounds = np.concatenate([self._bounds, np.column_stack([np.zeros(free.size), most[free]])])
        cost = np.concatenate([np.zeros(size), -1.0 / most[free]])
        return self._solved(cost, a_eq, a_ub, bounds, b_ub)

    def _solved(
        self,
        cost: Floats,
        a_eq: Any,  # noqa: ANN401 - scipy has no types
        a_ub: Any,  # noqa: ANN401
        bounds: Floats,
        b_ub: Floats | None = None,
    ) -> Floats | None:
        found = self._solve(
            cost,
            A_eq=a_eq,
            b_eq=np.zeros(a_eq.shape[0]),
            A_ub=a_ub,
            b_ub=np.zeros(a_ub.shape[0]) if b_ub is None else b_ub,
            bounds=bounds,
            method="highs",
        )
        size = len(self._bounds)
        return None if found.x is None else np.asarray(found.x[:size]).reshape(2, size // 2)


def _centred(middle: Floats, lo: Floats, hi: Floats, free: Floats) -> Floats:
    """Return the table that is furthest from all bounds (largest product of distances)."""
    for _ in range(_CENTRING):
        below, above = np.maximum(middle - lo, _DUST), np.maximum(hi - middle, _DUST)
        slope = 1 / below - 1 / above
        curve = 1 / below**2 + 1 / above**2
        shape = free.T @ (free * curve[:, None])
        shape[np.diag_indices_from(shape)] *= 1 + 1e-12
        step = free @ np.linalg.solve(shape, free.T @ slope)
        reach = _reach(step[:, None], middle, lo, hi)[0]
        middle = middle + step * min(1.0, 0.7 * reach)
    return middle


def _reach(step: Floats, middle: Floats, lo: Floats, hi: Floats) -> Floats:
    """Return how often each step fits before a bound, shape (n_steps,)."""
    with np.errstate(divide="ignore", invalid="ignore"):
        reach = np.where(step > 0, (hi - middle)[:, None] / step, (lo - middle)[:, None] / step)
    reach[np.abs(step) <= np.abs(step).max(axis=0, initial=0.0) * 1e-9] = np.inf
    fits: Floats = np.maximum(reach.min(axis=0, initial=np.inf), 0.0)
    return fits


def _directions(table: Counted, lo: Floats, hi: Floats) -> Floats:
    """Return all directions in which counts can move together, shape (n_nodes, n_directions)."""
    linalg = need("scipy.linalg", extra="audit")
    tied, n_nodes = table.tied, len(table.tied.keys)
    sums = np.zeros((tied.parent.size, n_nodes))
    sums[np.arange(tied.parent.size), tied.parent] = -1.0
    sums[tied.of, tied.part] = 1.0
    fixed = np.eye(n_nodes)[(hi - lo <= _DUST).all(axis=0)]
    q, r, _ = linalg.qr(np.concatenate([sums, fixed]).T, pivoting=True)
    size = np.abs(np.diagonal(r))
    rank = int((size > size.max(initial=0.0) * 1e-9).sum())
    free: Floats = np.asarray(q[:, rank:], dtype=np.float64)
    return free


def _ends(middle: Floats, lo: Floats, hi: Floats, free: Floats, nodes: NDArray[np.intp]) -> Floats:
    """Return the tables at both ends of a line through the middle for each node.

    The line is the longest chord, towards that node's count, of the ellipsoid that the distances
    to the bounds span (Dikin's): it stays clear of the bounds that are near.
    """
    room = np.maximum(np.minimum(middle - lo, hi - middle), _DUST)
    scaled = free / room[:, None]
    shape = scaled.T @ scaled
    shape[np.diag_indices_from(shape)] *= 1 + 1e-12
    lines = free @ np.linalg.solve(shape, free[nodes].T)
    return np.concatenate(
        [middle + (step * _reach(step, middle, lo, hi)).T for step in (lines, -lines)]
    )
