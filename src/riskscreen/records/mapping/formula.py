"""What may a formula say, and which columns does it need?

Python's own grammar parses it (``ast.parse``), so precedence is what people expect; every node is
held against a short list, and nothing is ever run as Python. Length and depth are capped before
anything walks the tree.
"""

from __future__ import annotations

import ast
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from riskscreen.errors import MappingError

__all__ = ["FUNCTIONS", "MISSING", "Formula", "name_of", "parse"]

# Name to the least and the most number of arguments.
FUNCTIONS = {
    "any": (1, None),
    "all": (1, None),
    "sum": (1, None),
    "known_sum": (1, None),
    "first": (1, None),
    "where": (3, 3),
    "min": (1, None),
    "max": (1, None),
    "known": (1, 1),
    "round": (1, 1),
    "floor": (1, 1),
}
# The unknown value, written as a name; a column of this name is reached by col("missing").
MISSING = "missing"

_COLUMN = "col"
_LONGEST = 10_000
_DEEPEST = 100
_SHOWN = 60
_OPERATORS = (ast.Add, ast.Sub, ast.Mult, ast.Div)
_SIGNS = (ast.USub, ast.UAdd, ast.Not)
_COMPARISONS = (ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn)


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been parsed: its text, the names it uses, and its tree."""

    text: str
    names: tuple[str, ...]
    tree: ast.expr

    def __repr__(self) -> str:
        return f"Formula({self.text!r})"


def parse(text: str, *, where: str) -> Formula:
    """Return the formula of a text.

    Parameters
    ----------
    text : str
        What the mapping says.
    where : str
        Which entry of which mapping, for messages.

    Raises
    ------
    MappingError
        If it is no formula, is too long or too deep, or says what a formula may not say.

    Examples
    --------
    >>> parse("any(fs.CL1A == 1, hours > 0)", where="tables.children.let.works").names
    ('fs.CL1A', 'hours')
    >>> parse("open('x')", where="keep")
    Traceback (most recent call last):
        ...
    riskscreen.errors.MappingError: mapping, keep: formula "open('x')" calls open at character 1; \
a formula knows all, any, col, first, floor, known, known_sum, max, min, round, sum, where
    """
    if len(text) > _LONGEST:
        raise MappingError(
            f"mapping, {where}: a formula of {len(text)} characters, at most {_LONGEST} are read; "
            "split it with let"
        )
    tree = _tree(text, where)
    _shallow(tree, text, where)
    names = tuple(dict.fromkeys(_Walk(text, where).names(tree)))
    return Formula(text.strip(), names, tree)


def name_of(node: ast.expr) -> str:
    """Return the column that a node names, ``fs.CL3`` and ``col("...")`` included; else empty."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        before = name_of(node.value) if not isinstance(node.value, ast.Call) else ""
        return f"{before}.{node.attr}" if before else ""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == _COLUMN:
        first = node.args[0] if len(node.args) == 1 else None
        if isinstance(first, ast.Constant) and isinstance(first.value, str):
            return first.value
    return ""


def _tree(text: str, where: str) -> ast.expr:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # an unknown escape in a text constant, and its like
            return ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as fault:
        why = fault.msg if isinstance(fault, SyntaxError) else "it is too deep or holds odd letters"
        place = getattr(fault, "offset", None)
        at = f" at character {place}" if place else ""
        raise MappingError(
            f'mapping, {where}: formula "{_short(text)}" cannot be read{at}: {why}. Put several '
            'lines in parentheses, and an odd name in col("...")'
        ) from fault


def _shallow(tree: ast.expr, text: str, where: str) -> None:
    level: list[ast.AST] = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > _DEEPEST:
            raise MappingError(
                f'mapping, {where}: formula "{_short(text)}" is nested deeper than {_DEEPEST}; '
                "split it with let, or use sum(...) for long sums"
            )
        level = [child for node in level for child in ast.iter_child_nodes(node)]


class _Walk:
    """Walk a tree over the list of what is allowed, and yield the names it uses."""

    __slots__ = ("text", "where")

    def __init__(self, text: str, where: str) -> None:
        self.text, self.where = text, where

    def names(self, node: ast.expr) -> Iterator[str]:
        name = name_of(node)
        if name:
            if not (isinstance(node, ast.Name) and name == MISSING):
                yield name
            return
        if isinstance(node, ast.Constant):
            self._constant(node)
        else:
            for part in self._parts(node):
                yield from self.names(part)

    def _parts(self, node: ast.expr) -> list[ast.expr]:
        match node:
            case ast.UnaryOp() if isinstance(node.op, _SIGNS):
                return [node.operand]
            case ast.BinOp() if isinstance(node.op, _OPERATORS):
                return [node.left, node.right]
            case ast.BoolOp():
                return node.values
            case ast.Compare():
                return self._compared(node)
            case ast.Call():
                return self._called(node)
        raise self._fault(node, f"holds {_kind(node)}", "write only what docs/mapping.md lists")

    def _compared(self, node: ast.Compare) -> list[ast.expr]:
        parts = [node.left]
        for part in (node.left, *node.comparators):
            if _is_nothing(part):
                raise self._fault(part, "compares with what is missing, which is never known",
                                  "ask known(...)")  # fmt: skip
        for operator, right in zip(node.ops, node.comparators, strict=True):
            if not isinstance(operator, _COMPARISONS):
                raise self._fault(node, "compares with is", "write == or !=")
            if isinstance(operator, ast.In | ast.NotIn):
                parts += self._listed(right)
            else:
                parts.append(right)
        return parts

    def _listed(self, node: ast.expr) -> list[ast.expr]:
        cells = node.elts if isinstance(node, ast.Tuple | ast.List | ast.Set) else [node]
        for cell in cells:
            inner = cell.operand if isinstance(cell, ast.UnaryOp) else cell
            if not isinstance(inner, ast.Constant):
                raise self._fault(cell, "looks in what is no list of constants", "write in (1, 2)")
        return list(cells)

    def _called(self, node: ast.Call) -> list[ast.expr]:
        known = ", ".join(sorted({*FUNCTIONS, _COLUMN}))
        if not isinstance(node.func, ast.Name):
            raise self._fault(node, "calls what is no function", f"a formula knows {known}")
        name = node.func.id
        if name == _COLUMN:
            raise self._fault(node, "calls col without one text", 'write col("name of the column")')
        if name not in FUNCTIONS:
            raise self._fault(node, f"calls {_short(name)}", f"a formula knows {known}")
        least, most = FUNCTIONS[name]
        n = len(node.args)
        if n < least or (most is not None and n > most) or node.keywords:
            takes = f"{least}" if most == least else f"{least} or more"
            raise self._fault(node, f"calls {name} with {n} arguments", f"it takes {takes}")
        return node.args

    def _constant(self, node: ast.Constant) -> None:
        value = node.value
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise self._fault(node, f"holds the constant {_short(repr(value))}", "write 1, 0 or "
                              f"{MISSING}")  # fmt: skip
        if not isinstance(value, str) and not _finite(value):
            raise self._fault(node, "holds a number too large", "write one below 1e300")

    def _fault(self, node: ast.expr, what: str, advice: str) -> MappingError:
        line = self.text.strip().encode()[: node.col_offset].decode(errors="ignore")
        at = f"character {len(line) + 1}" if node.lineno == 1 else f"line {node.lineno}"
        return MappingError(
            f'mapping, {self.where}: formula "{_short(self.text)}" {what} at {at}; {advice}'
        )


def _kind(node: ast.expr) -> str:
    operator = getattr(node, "op", None)
    return type(operator or node).__name__


def _is_nothing(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and not node.value.strip()
    return isinstance(node, ast.Name) and node.id == MISSING


def _finite(value: float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "..."
