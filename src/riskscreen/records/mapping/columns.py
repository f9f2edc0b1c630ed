"""How is one column made?

In this order, whatever the entry: take the codes, make missing codes missing, gather or combine,
label, recode, scale, hold against the range. Every value that becomes missing on the way is
counted, with its first row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import MappingError
from riskscreen.records.mapping import cells, evaluating
from riskscreen.records.mapping.account import Account
from riskscreen.records.mapping.changing import changed
from riskscreen.records.mapping.gathering import gather
from riskscreen.records.mapping.language import Column
from riskscreen.records.mapping.making import Making, plain_code
from riskscreen.records.mapping.scope import Scope
from riskscreen.records.mapping.written import parts_written
from riskscreen.records.wording import shown, thousands

__all__ = ["made"]

_EARLIEST, _LATEST = 1900, 2100


def made(spec: Column, target: str, scope: Scope, account: Account) -> NDArray[Any] | None:
    """Return one column for the rows at work, or None where it is absent.

    Parameters
    ----------
    spec : Column
        How it is made.
    target : str
        Its name.
    scope : Scope
        The rows at work.
    account : Account
        Where it is written what became missing.

    Returns
    -------
    ndarray of float64, str or datetime64[D], shape (n_rows,), or None

    Raises
    ------
    MappingError
        If a file, a column or a value is not there, or is of a kind that the entry cannot use.
    """
    if spec.kind == "absent":
        return None
    if spec.kind == "constant":
        return np.full(scope.n_rows, spec.constant)
    lacking = [name for name in spec.names if not scope.has(name)]
    if lacking and not _can_go(spec, target, scope, lacking, account):
        return None
    making = Making(spec, target, scope, account)
    values = _KINDS[spec.kind](making)
    if making.lost:
        account.codes_missing(target, making.lost, making.first_lost)
    return changed(making, values)


def _can_go(spec: Column, target: str, scope: Scope, lacking: list[str], account: Account) -> bool:
    """Whether a column can be made although some of its names mean nothing."""
    if any(scope.unread(name) for name in lacking):
        return False  # the file's own finding refuses
    if not spec.optional:
        raise MappingError(
            f"mapping {scope.mapped.name}: {scope.absence(lacking[0])}. {scope.table}.{target} "
            "needs it; correct the name, or say optional = true"
        )
    account.not_found(target, [scope.absence(name) for name in lacking])
    return spec.kind == "from" and len(spec.sources) > len(lacking)


def _from(making: Making) -> NDArray[Any]:
    if making.spec.take:
        return gather(making, making.spec.names[0])
    names = [name for name in making.spec.names if making.scope.has(name)]
    parts = [_typed(making, making.taken(name), name) for name in names]
    if len(parts) == 1:
        return parts[0]
    found, *rest = cells.one_kind(parts)
    for part in rest:
        found = np.where(cells.unknown(found), part, found)
    return found


def _typed(making: Making, values: NDArray[Any], name: str) -> NDArray[Any]:
    """Return numbers of a file of texts as numbers, where the base file is typed already."""
    values = making.as_written(values, name)
    joins = making.scope.is_text(name) and not making.scope.base.is_text
    if joins and values.dtype.kind == "U" and cells.all_numbers(values):
        return cells.numbers(values, blame=making.blame("takes", name))
    return values


def _formula(making: Making) -> NDArray[Any]:
    formula, scope = making.spec.formula, making.scope
    assert formula is not None  # noqa: S101 - the parser gives one
    where = f"{scope.table}.{making.target}"
    found = evaluating.evaluate(formula, making.taken, n_rows=scope.n_rows, where=where)
    if found.n_impossible:
        making.account.no_answer(making.target, formula.text, found.n_impossible)
    return found.values


def _label(making: Making) -> NDArray[Any]:
    (name,) = making.spec.names
    values = gather(making, name) if making.spec.take else making.taken(name)
    labels = making.scope.labels(name)
    if not labels:
        if values.dtype.kind == "U":
            return values
        raise MappingError(
            f"{making.blame('takes the labels of', name)}, which has no value labels; recode its "
            "codes, or read the SPSS or Stata file that has them"
        )
    by_code = {plain_code(code): text.strip() for code, text in labels.items()}
    codes, places = cells.as_codes(values)
    bare = np.array([bool(code) and code not in by_code for code in codes], dtype=np.bool_)
    rows = np.flatnonzero(bare[places])
    if rows.size:
        making.account.unlabelled(making.target, name, rows, codes[places[rows[0]]])
    return np.array([by_code.get(code, code) for code in codes] or [""], dtype=np.str_)[places]


def _key(making: Making) -> NDArray[Any]:
    parts = [making.taken(name) for name in making.spec.names]
    for name, part in zip(making.spec.names, parts, strict=True):
        cells.refuse_rounded(part, f"{making.target} of {name}")
    texts = [cells.texts(part) for part in parts]
    whole, *rest = texts
    gone = whole == ""
    for part in rest:
        gone = gone | (part == "")
        whole = np.char.add(np.char.add(whole, "-"), part)
    _refuse_two_in_one(making, texts, whole)
    return np.where(gone, "", whole)


def _refuse_two_in_one(
    making: Making, parts: list[NDArray[np.str_]], whole: NDArray[np.str_]
) -> None:
    """Refuse parts that hold the hyphen themselves where two keys would then be written alike."""
    if len(parts) == 1 or not any((np.strings.find(part, "-") >= 0).any() for part in parts):
        return
    code = np.zeros(len(whole), dtype=np.int64)
    for part in parts:
        distinct, place = np.unique(part, return_inverse=True)
        _, code = np.unique(code * len(distinct) + place, return_inverse=True)
    # The first row of each written key, and rows of that key with other parts.
    _, first, place = np.unique(whole, return_index=True, return_inverse=True)
    other = np.flatnonzero(code != code[first[place]])
    if other.size:
        pair = (int(first[place[other[0]]]), int(other[0]))
        told = ["(" + ", ".join(shown(part[row]) for part in parts) + ")" for row in pair]
        raise MappingError(
            f"{making.blame('joins', ', '.join(making.spec.names))} by hyphens: "
            f"{thousands(other.size)} of {thousands(len(whole))} rows are written like another "
            f"key; first are {' and '.join(told)}. Recode the parts that hold a hyphen"
        )


def _date(making: Making) -> NDArray[Any]:
    if making.spec.order:
        (name,) = making.spec.names
        values = making.taken(name)
        if values.dtype.kind == "M":
            return values
        blame = making.blame("makes days of", name)
        parts = parts_written(cells.texts(values), order=making.spec.order, blame=blame)
    else:
        parts = tuple(_part_of_a_day(making, source) for source in making.spec.sources)
    year, month, day = parts
    known = ~(np.isnan(year) | np.isnan(month) | np.isnan(day))
    days = _days(year, month, day)
    odd = np.flatnonzero(known & np.isnat(days))
    if odd.size:
        written = "-".join(shown(float(part[odd[0]])) for part in (year, month, day))
        making.account.impossible_days(making.target, odd, written)
    return days


def _days(
    year: NDArray[np.float64], month: NDArray[np.float64], day: NDArray[np.float64]
) -> NDArray[Any]:
    """Return days; NaT where a part is missing or there is no such day."""
    sound = (year >= _EARLIEST) & (year <= _LATEST) & (month >= 1) & (month <= 12)  # noqa: PLR2004
    sound &= (day >= 1) & (day <= 31)  # noqa: PLR2004
    for part in (year, month, day):
        sound &= part == np.floor(part)
    y, m, d = (part[sound].astype(np.int64) for part in (year, month, day))
    months = ((y - 1970) * 12 + m - 1).astype("datetime64[M]")
    counted = months.astype("datetime64[D]") + (d - 1).astype("timedelta64[D]")
    counted[counted.astype("datetime64[M]") != months] = np.datetime64("NaT")  # 31 April
    days = cells.empty(len(year), "M")
    days[sound] = counted
    return days


def _part_of_a_day(making: Making, source: str | int) -> NDArray[np.float64]:
    if isinstance(source, int):
        if abs(source) > _LATEST:  # no part of a day is larger
            raise MappingError(f"{making.blame('makes a day of', str(source)[:40])}: no such part")
        return np.full(making.scope.n_rows, float(source))
    return cells.numbers(making.taken(source), blame=making.blame("makes a day of", source))


_KINDS: dict[str, Callable[[Making], NDArray[Any]]] = {
    "from": _from,
    "formula": _formula,
    "label": _label,
    "key": _key,
    "date": _date,
}
