"""What does a formula say about every row, where some answers are unknown?

Comparisons give 1, 0 or NaN; and, or, not, any, all follow three-valued logic, so that one yes
decides an *any* whatever else is unknown. Everything else is unknown as soon as a part is.
"""

from __future__ import annotations

import ast
import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import MappingError
from riskscreen.records.converting import parse_date, parse_number
from riskscreen.records.mapping import cells, logic
from riskscreen.records.mapping.formula import MISSING, Formula, name_of

__all__ = ["Evaluation", "evaluate"]

_Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A formula's values, and in how many rows arithmetic had no answer (1 / 0, an overflow)."""

    values: NDArray[Any]
    n_impossible: int


@dataclass(frozen=True, slots=True)
class _Value:
    """A column or a constant under way; ``name`` says where it came from, for messages."""

    data: NDArray[Any]
    name: str = ""

    @property
    def is_constant(self) -> bool:
        """Whether it is one value for all rows."""
        return not self.data.ndim

    @property
    def is_number(self) -> bool:
        return self.data.dtype.kind in cells.NUMBERS


def evaluate(
    formula: Formula, column: Callable[[str], NDArray[Any]], *, n_rows: int, where: str
) -> Evaluation:
    """Return a formula's value in every row.

    Parameters
    ----------
    formula : Formula
        Parsed by `formula.parse`.
    column : callable
        Returns the column of a name, shape (n_rows,): numbers, text or dates.
    n_rows : int
        Number of rows.
    where : str
        Which entry, for messages.

    Returns
    -------
    Evaluation
        float64, text or datetime64[D], shape (n_rows,).

    Raises
    ------
    MappingError
        If text stands where a number is needed.

    Examples
    --------
    >>> from riskscreen.records.mapping.formula import parse
    >>> ages = {"age": np.array([4.0, 17.0, np.nan])}
    >>> evaluate(parse("age >= 5", where="keep"), ages.get, n_rows=3, where="keep").values
    array([ 0.,  1., nan])
    """
    run = _Run(formula, column, n_rows, where)
    values = run.value(formula.tree)
    data = np.broadcast_to(values.data, (n_rows,)).copy() if not values.data.ndim else values.data
    if data.dtype.kind not in cells.NUMBERS + "M":
        data = cells.texts(data)
    return Evaluation(data, run.n_impossible)


class _Run:
    """One walk over one formula's tree."""

    __slots__ = ("column", "formula", "n_impossible", "n_rows", "where")

    def __init__(
        self, formula: Formula, column: Callable[[str], NDArray[Any]], n_rows: int, where: str
    ) -> None:
        self.formula, self.column, self.n_rows, self.where = formula, column, n_rows, where
        self.n_impossible = 0

    def value(self, node: ast.expr) -> _Value:
        name = name_of(node)
        if isinstance(node, ast.Name) and name == MISSING:
            return _Value(np.array(np.nan))
        if name:
            return _Value(self.column(name), name)
        return _VALUES[type(node)](self, node)

    def _numbers(self, node: ast.expr) -> _Numbers:
        return self._as_numbers(self.value(node))

    def _as_numbers(self, value: _Value) -> _Numbers:
        if value.is_number:
            return value.data
        if value.is_constant:
            return _parsed(str(value.data), self._blame("arithmetic"))
        return cells.numbers(value.data, blame=self._blame(value.name or "a result"))

    def _blame(self, name: str) -> str:
        return f'mapping, {self.where}: formula "{self.formula.text}" needs numbers of {name}'

    def signed(self, node: ast.UnaryOp) -> _Value:
        values = self._numbers(node.operand)
        if isinstance(node.op, ast.Not):
            return _Value(logic.negated(values))
        return _Value(np.asarray(-values if isinstance(node.op, ast.USub) else values))

    def connected(self, node: ast.BoolOp) -> _Value:
        parts = [self._numbers(part) for part in node.values]
        return _Value((logic.all_of if isinstance(node.op, ast.And) else logic.any_of)(parts))

    def arithmetic(self, node: ast.BinOp) -> _Value:
        left, right = self.value(node.left), self.value(node.right)
        if isinstance(node.op, ast.Sub) and left.data.dtype.kind == right.data.dtype.kind == "M":
            return _Value(_days(left.data, right.data))
        a, b = self._as_numbers(left), self._as_numbers(right)
        with np.errstate(all="ignore"):
            result = np.asarray(_ARITHMETIC[type(node.op)](a, b))
        return _Value(self._possible(result, [a, b]))

    def _possible(self, result: _Numbers, parts: list[_Numbers]) -> _Numbers:
        """Make missing what has no answer although every part is known, and count it."""
        known: Any = True
        for part in parts:
            known = known & ~np.isnan(part)
        broken = np.isinf(result) | (known & np.isnan(result))
        if not broken.any():
            return result
        self.n_impossible += int(np.broadcast_to(broken, (self.n_rows,)).sum())
        return np.where(broken, np.nan, result)

    def compared(self, node: ast.Compare) -> _Value:
        left, answers = self.value(node.left), []
        for operator, place in zip(node.ops, node.comparators, strict=True):
            if isinstance(operator, ast.In | ast.NotIn):
                answers.append(self._within(left, place, negative=isinstance(operator, ast.NotIn)))
                continue
            right = self.value(place)
            answers.append(self._pair(operator, left, right))
            left = right
        return _Value(logic.all_of(answers) if len(answers) > 1 else answers[0])

    def _within(self, left: _Value, place: ast.expr, *, negative: bool) -> _Numbers:
        listed = place.elts if isinstance(place, ast.Tuple | ast.List | ast.Set) else [place]
        found = [self._pair(ast.Eq(), left, self.value(cell)) for cell in listed]
        if not found:
            found = [np.where(cells.unknown(left.data), np.nan, 0.0)]
        return logic.negated(logic.any_of(found)) if negative else logic.any_of(found)

    def _pair(self, operator: ast.cmpop, left: _Value, right: _Value) -> _Numbers:
        equality = isinstance(operator, ast.Eq | ast.NotEq)
        a, b = self._alike([left, right], numeric=not equality, codes=True)
        missing = cells.unknown(a) | cells.unknown(b)
        return np.where(missing, np.nan, _COMPARE[type(operator)](a, b).astype(np.float64))

    def _alike(
        self, values: list[_Value], *, numeric: bool = False, codes: bool = False
    ) -> list[NDArray[Any]]:
        """Return values in one kind: dates, numbers where any is or all can be, else text."""
        if any(value.data.dtype.kind == "M" for value in values):
            return [self._as_dates(value) for value in values]
        known = [value for value in values if not _is_free(value)] or values
        if numeric or any(value.is_number for value in known):
            return [self._as_numbers(value) for value in values]
        columns = [value for value in values if not value.is_constant]
        if codes and len(columns) > 1 and all(cells.all_numbers(c.data) for c in columns):
            return [self._as_numbers(value) for value in values]
        return [_as_text(value, codes=codes) for value in values]

    def _as_dates(self, value: _Value) -> NDArray[Any]:
        if value.data.dtype.kind == "M":
            return value.data
        if _is_free(value):
            return np.full(value.data.shape, np.datetime64("NaT", "D"))
        if value.is_constant and not value.is_number:
            with contextlib.suppress(ValueError):
                return np.asarray(parse_date(str(value.data)))
        raise MappingError(
            f'mapping, {self.where}: formula "{self.formula.text}" holds a day against '
            f'{value.name or "what is no day"}; write days as "2024-09-15"'
        )

    def called(self, node: ast.Call) -> _Value:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name == "known":
            return _Value(1.0 - cells.unknown(self.value(node.args[0]).data))
        if name == "first":
            return _Value(logic.first_known(self._alike([self.value(arg) for arg in node.args])))
        parts = [self._numbers(arg) for arg in node.args[: 1 if name == "where" else None]]
        if name == "where":
            a, b = self._alike([self.value(arg) for arg in node.args[1:]])
            return _Value(logic.picked(parts[0], a, b))
        with np.errstate(all="ignore"):
            result = logic.FOLDS[name](parts)
        return _Value(self._possible(result, parts))


def _constant(value: Any) -> _Value:  # noqa: ANN401 - number or text
    if isinstance(value, str):
        return _Value(np.array(value), "a text")
    return _Value(np.array(float(value)))


def _is_free(value: _Value) -> bool:
    """Whether nothing in it is known, as in the constant ``missing``; it takes any kind."""
    return bool(cells.unknown(value.data).all())


def _parsed(text: str, blame: str) -> _Numbers:
    try:
        return np.array(parse_number(text))
    except ValueError as fault:
        raise MappingError(
            f'{blame}, and "{text[:24]}" is text; compare a label with it, not a number'
        ) from fault


def _as_text(value: _Value, *, codes: bool) -> NDArray[Any]:
    if value.is_constant:
        text = "" if value.is_number else str(value.data).strip()
        return np.array(cells.plain(text) if codes else text)
    if not codes:
        return cells.texts(value.data)
    found, places = cells.as_codes(value.data)
    return np.array(found)[places]


def _days(left: NDArray[Any], right: NDArray[Any]) -> _Numbers:
    gone = np.isnat(left) | np.isnat(right)
    gap = left.astype("datetime64[D]") - right.astype("datetime64[D]")
    return np.where(gone, np.nan, gap.astype(np.float64))


_COMPARE: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
}
_ARITHMETIC: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
}
_VALUES: dict[type[ast.expr], Callable[[_Run, Any], _Value]] = {
    ast.Constant: lambda _, node: _constant(node.value),
    ast.UnaryOp: _Run.signed,
    ast.BinOp: _Run.arithmetic,
    ast.BoolOp: _Run.connected,
    ast.Compare: _Run.compared,
    ast.Call: _Run.called,
}
