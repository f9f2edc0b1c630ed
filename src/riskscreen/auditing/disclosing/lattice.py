"""Which sums tie the counts of a table together?

Every group that could be counted is a node, printed or not; every node is the sum of its parts
along one more attribute. What a reader can derive is what these sums leave possible.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["EVERYONE", "Key", "Lattice", "lattice", "tighten"]

Key = tuple[tuple[str, str], ...]
"""A group: its attributes and levels in the order of the attributes' names."""

EVERYONE: Key = ()

_SWEEPS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Lattice:
    """Groups and the sums between them.

    Parameters
    ----------
    keys : tuple of Key
        The nodes.
    place : mapping of Key to int
        Where each stands.
    parent : ndarray of int, shape (n_sums,)
        Node that is the sum.
    part, of : ndarray of int, shape (n_parts,)
        Node that is a part, and the sum it is a part of, sums in order.
    finest : ndarray of bool, shape (n_nodes,)
        Nodes that are no sum.
    """

    keys: tuple[Key, ...]
    place: Mapping[Key, int]
    parent: NDArray[np.intp]
    part: NDArray[np.intp]
    of: NDArray[np.intp]
    finest: NDArray[np.bool_]

    def __repr__(self) -> str:
        return f"Lattice({len(self.keys)} groups, {self.parent.size} sums)"

    def sums_with(self, node: int) -> NDArray[np.intp]:
        """Return the sums that a node is the total or a part of."""
        total = np.flatnonzero(self.parent == node)
        return np.concatenate([total, self.of[self.part == node]])

    def members(self, total: int) -> NDArray[np.intp]:
        """Return the nodes of one sum, its total first."""
        return np.concatenate([self.parent[[total]], self.part[self.of == total]])


def lattice(levels: Mapping[str, Iterable[str]], families: Iterable[tuple[str, ...]]) -> Lattice:
    """Return the lattice of attributes that are crossed in families.

    Parameters
    ----------
    levels : mapping of str to iterable of str
        Every level of every attribute, those that are not printed included.
    families : iterable of tuple of str
        Attributes that are crossed with each other.

    Examples
    --------
    >>> lattice({"sex": ["female", "male"], "urban": ["0", "1"]}, [("sex", "urban")])
    Lattice(9 groups, 6 sums)
    """
    of_each = {name: sorted(set(values)) for name, values in levels.items()}
    place: dict[Key, int] = {EVERYONE: 0}
    sums: dict[tuple[Key, str], list[Key]] = {}
    for family in sorted({tuple(sorted(family)) for family in families}):
        for depth in range(len(family) + 1):
            for chosen in itertools.combinations(family, depth):
                for key in _crossed(chosen, of_each):
                    place.setdefault(key, len(place))
                    for name in set(family) - set(chosen):
                        sums[key, name] = [_with(key, name, one) for one in of_each[name]]
    ordered = sorted(sums)
    parent = np.array([place[key] for key, _ in ordered], dtype=np.intp)
    parts = [[place[one] for one in sums[entry]] for entry in ordered]
    finest = np.ones(len(place), dtype=bool)
    finest[parent] = False
    return Lattice(
        keys=tuple(place),
        place=place,
        parent=parent,
        part=np.array([one for each in parts for one in each], dtype=np.intp),
        of=np.repeat(np.arange(len(parts)), [len(each) for each in parts]),
        finest=finest,
    )


def tighten(
    tied: Lattice, lo: NDArray[np.float64], hi: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return bounds drawn closer by one sum at a time, again and again.

    Outer bounds: nothing outside them is possible, not everything inside is.

    Parameters
    ----------
    tied : Lattice
        The sums.
    lo, hi : ndarray of float64, shape (n_nodes,)
        Least and largest count of each node; finite.
    """
    lo, hi = lo.copy(), hi.copy()
    n_sums = tied.parent.size
    for _ in range(_SWEEPS):
        before = lo.sum() - hi.sum()
        low = np.bincount(tied.of, lo[tied.part], n_sums)
        high = np.bincount(tied.of, hi[tied.part], n_sums)
        np.maximum.at(lo, tied.parent, low)
        np.minimum.at(hi, tied.parent, high)
        np.maximum.at(lo, tied.part, (lo[tied.parent] - high)[tied.of] + hi[tied.part])
        np.minimum.at(hi, tied.part, (hi[tied.parent] - low)[tied.of] + lo[tied.part])
        if lo.sum() - hi.sum() == before:
            break
    return lo, hi


def _crossed(chosen: tuple[str, ...], levels: Mapping[str, list[str]]) -> Iterable[Key]:
    for values in itertools.product(*(levels[name] for name in chosen)):
        yield tuple(zip(chosen, values, strict=True))


def _with(key: Key, name: str, level: str) -> Key:
    return tuple(sorted((*key, (name, level))))
