"""Is this one tree sound: its counts, its children, its numbers?"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from riskscreen.bundle import limits
from riskscreen.errors import BundleError

__all__ = ["check_tree", "fields_of", "floats", "integers"]

# the letters alone: int and float refuse what is no number, and would take "1_0" and "infinity"
_INTEGERS = re.compile(r"[-0-9 ]+")
_FLOATS = re.compile(r"[-+0-9.eE ]+")
_MOST_COUNT = 2**31 - 1
# bit 0 categorical, bit 1 default left, bits 2-3 missing as none, zero, NaN
_MISSING_RIGHT = 8
_DECISIONS = frozenset({0, 2, 4, 6, 8, 10})
_FIELDS = frozenset(
    {
        "num_leaves", "num_cat", "split_feature", "split_gain", "threshold", "decision_type",
        "left_child", "right_child", "leaf_value", "leaf_weight", "leaf_count", "internal_value",
        "internal_weight", "internal_count", "is_linear", "shrinkage",
    }
)  # fmt: skip
_OF_SPLITS = (
    "split_feature", "split_gain", "threshold", "decision_type", "left_child", "right_child",
    "internal_value", "internal_weight", "internal_count",
)  # fmt: skip


def check_tree(block: str, *, where: str, n_features: int) -> None:
    """Return nothing if the tree is sound.

    Parameters
    ----------
    block : str
        Its lines, without the title.
    where : str
        How messages name it.
    n_features : int
        Features that it may split on.

    Raises
    ------
    BundleError
        If a field is unknown, missing or of another length; a number not finite; a feature,
        child or count out of range; a split categorical; or the children no tree.
    """
    fields = fields_of(block.rstrip("\n"), where=where)
    if set(fields) != _FIELDS:
        absent, unknown = sorted(_FIELDS - set(fields)), sorted(set(fields) - _FIELDS)
        raise BundleError(f"{where} lacks {absent} and holds unknown {unknown}")
    for name in ("num_cat", "is_linear"):
        if fields[name] != "0":
            raise BundleError(f"{where} has {name}={fields[name][:20]}; only 0 is read")
    (n_leaves,) = integers(
        fields["num_leaves"], where=f"{where} num_leaves", count=1, lo=1, hi=limits.MOST_LEAVES
    )
    floats(fields["shrinkage"], where=f"{where} shrinkage", count=1)
    leaves = floats(fields["leaf_value"], where=f"{where} leaf_value", count=n_leaves)
    largest = max(leaves, key=abs)
    if abs(largest) > limits.MOST_LEAF:
        raise BundleError(
            f"{where} has a leaf of {largest:.6g}; log-odds within {limits.MOST_LEAF:g} are read"
        )
    if n_leaves == 1:
        _check_stump(fields, where=where)
    else:
        _check_splits(fields, where=where, n_leaves=n_leaves, n_features=n_features)


def fields_of(lines: str, *, where: str) -> dict[str, str]:
    """Return the ``name=value`` lines; raise BundleError for another line or a name given twice."""
    fields: dict[str, str] = {}
    for line in lines.split("\n"):
        name, equals, value = line.partition("=")
        if not equals or name in fields:
            raise BundleError(f"{where} holds the line {line[:40]!r}, which repeats or is no field")
        fields[name] = value
    return fields


def integers(
    value: str, *, where: str, count: int | None = None, lo: int = 0, hi: int = _MOST_COUNT
) -> list[int]:
    """Return whole numbers between one space each; raise BundleError for any other text."""
    if not _INTEGERS.fullmatch(value):
        raise BundleError(f"{where} is {value[:40]!r}; it is whole numbers")
    try:
        numbers = list(map(int, value.split(" ")))
    except ValueError as fault:
        raise BundleError(f"{where} holds a text that is no number: {str(fault)[:80]}") from fault
    _count(numbers, where=where, count=count)
    if min(numbers) < lo or max(numbers) > hi:
        at = next(at for at, one in enumerate(numbers) if not lo <= one <= hi)
        raise BundleError(f"{where} has {numbers[at]} at place {at}; it lies in {lo} to {hi}")
    return numbers


def floats(value: str, *, where: str, count: int | None = None) -> list[float]:
    """Return finite numbers between one space each; raise BundleError for any other text."""
    if not _FLOATS.fullmatch(value):
        raise BundleError(f"{where} is {value[:40]!r}; it is finite numbers")
    try:
        numbers = list(map(float, value.split(" ")))
    except ValueError as fault:
        raise BundleError(f"{where} holds a text that is no number: {str(fault)[:80]}") from fault
    _count(numbers, where=where, count=count)
    # a finite sum has finite parts; one that is not may still be of large ones
    if not math.isfinite(sum(numbers)) and not all(map(math.isfinite, numbers)):
        raise BundleError(f"{where} holds a number beyond any float64")
    return numbers


def _count(numbers: Sequence[float], *, where: str, count: int | None) -> None:
    if count is not None and len(numbers) != count:
        raise BundleError(f"{where} has {len(numbers)} entries where {count} are due")


def _check_stump(fields: Mapping[str, str], *, where: str) -> None:
    for name in (*_OF_SPLITS, "leaf_weight"):
        if fields[name]:
            raise BundleError(f"{where} has one leaf, yet {name} is {fields[name][:20]!r}")
    if fields["leaf_count"]:
        integers(fields["leaf_count"], where=f"{where} leaf_count", count=1)


def _check_splits(fields: Mapping[str, str], *, where: str, n_leaves: int, n_features: int) -> None:
    n_splits = n_leaves - 1
    for name in ("split_gain", "internal_value", "internal_weight"):
        floats(fields[name], where=f"{where} {name}", count=n_splits)
    floats(fields["leaf_weight"], where=f"{where} leaf_weight", count=n_leaves)
    integers(
        fields["split_feature"], where=f"{where} split_feature", count=n_splits, hi=n_features - 1
    )
    kinds = integers(fields["decision_type"], where=f"{where} decision_type", count=n_splits)
    unknown = sorted(set(kinds) - _DECISIONS)
    if unknown:
        raise BundleError(f"{where} has the decision types {unknown}, not known")
    _check_thresholds(fields["threshold"], kinds, where=f"{where} threshold")
    left, right = (
        integers(
            fields[name], where=f"{where} {name}", count=n_splits, lo=-n_leaves, hi=n_splits - 1
        )
        for name in ("left_child", "right_child")
    )
    _check_children(left, right, where=where)
    _check_cover(fields, left, right, where=where)


def _check_thresholds(value: str, kinds: Sequence[int], *, where: str) -> None:
    """Every threshold is finite, but for ``inf`` where a split asks only: recorded or missing.

    LightGBM writes that one for *recorded goes left, missing (NaN) right*; any other threshold
    that is not finite would send children to a side that no training row chose.
    """
    if "inf" not in value:
        floats(value, where=where, count=len(kinds))
        return
    cuts = value.split(" ")
    if len(cuts) != len(kinds):
        raise BundleError(f"{where} has {len(cuts)} entries where {len(kinds)} are due")
    for cut, kind in zip(cuts, kinds, strict=True):
        if cut != "inf" or kind != _MISSING_RIGHT:
            floats(cut, where=where, count=1)


def _check_children(left: Sequence[int], right: Sequence[int], *, where: str) -> None:
    """Each leaf and each split but the first is a child once, and behind its parent.

    LightGBM numbers a split when it makes it, so a child's number is above its parent's; with
    one parent each, that leaves no circle and nothing out of reach.
    """
    seen: set[int] = set()
    depth = [0] * len(left)
    for parent, children in enumerate(zip(left, right, strict=True)):
        for child in children:
            if child in seen or 0 <= child <= parent:
                raise BundleError(
                    f"{where} has node {child} as a child of {parent} in a circle or a second time"
                )
            seen.add(child)
            if child > 0:
                depth[child] = depth[parent] + 1
    if max(depth) >= limits.MOST_DEPTH:
        raise BundleError(f"{where} is {max(depth) + 1} deep; {limits.MOST_DEPTH} is read")


def _check_cover(
    fields: Mapping[str, str], left: Sequence[int], right: Sequence[int], *, where: str
) -> None:
    """A split covers the rows of its children: contributions divide by these counts."""
    leaves = integers(fields["leaf_count"], where=f"{where} leaf_count", count=len(left) + 1, lo=1)
    splits = integers(fields["internal_count"], where=f"{where} internal_count", count=len(left))
    cover = splits + leaves[::-1]  # leaf k is child -k - 1: the k-th from the end
    for parent, (one, other) in enumerate(zip(left, right, strict=True)):
        below = cover[one] + cover[other]
        if splits[parent] != below:
            raise BundleError(
                f"{where} covers {splits[parent]} rows at split {parent}, its children {below}"
            )
