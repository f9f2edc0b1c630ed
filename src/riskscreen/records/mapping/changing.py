"""What does a column become once it has been taken: recoded, scaled, held against its range?

Recode keys are numbers where the column holds numbers (``"01"`` is 1 there), else plain text
(``"1.0"`` is 1, ``"01"`` is not). Only distinct values are looked at.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen.errors import MappingError
from riskscreen.records.mapping import cells
from riskscreen.records.mapping.language import Code
from riskscreen.records.mapping.making import Making, number_or_text, plain_code
from riskscreen.records.wording import shown, thousands

__all__ = ["changed"]


def changed(making: Making, values: NDArray[Any]) -> NDArray[Any]:
    """Return values after recode, factor and plus, and range, as the entry has them.

    Raises
    ------
    MappingError
        If a value stands in no recode and there is no ``other``, or text should be scaled.
    """
    spec = making.spec
    if spec.recode is not None:
        values = _recoded(making, values)
    if spec.factor is not None or spec.plus is not None:
        values = _scaled(making, values)
    return values if spec.range is None else _within(making, values, spec.range)


def _recoded(making: Making, values: NDArray[Any]) -> NDArray[Any]:
    numeric = values.dtype.kind in cells.NUMBERS
    recode, other = _table(making, numeric=numeric), making.spec.other
    codes, places = cells.as_codes(values)
    if numeric:
        codes = [plain_code(code) for code in codes]
    listed = np.array([not code or code in recode for code in codes], dtype=np.bool_)
    odd = np.flatnonzero(~listed[places])
    if odd.size and other is None:
        raise MappingError(_not_listed(making, codes, places[odd], int(odd[0])))
    if odd.size:
        met = [codes[place] for place in places[odd].tolist()]
        making.account.swallowed(making.target, making.said, met, odd)
    rest: Code = "" if other is None else other
    new = ["" if not code else recode.get(code, rest) for code in codes]
    return _typed(new, [*recode.values(), rest])[places]


def _table(making: Making, *, numeric: bool) -> dict[str, Code]:
    """Return what each code becomes; keys are numbers where the column is."""
    recode: dict[str, Code] = {}
    for key, new in (making.spec.recode or {}).items():
        code = plain_code(number_or_text(key)) if numeric else cells.plain(key)
        if recode.get(code, new) != new:
            raise MappingError(
                f"mapping {making.scope.mapped.name}: {making.target} recodes {shown(code)} twice, "
                f"to {shown(recode[code])} and to {shown(new)}; keep one"
            )
        recode[code] = new
    return recode


def _not_listed(making: Making, codes: list[str], places: NDArray[np.intp], first: int) -> str:
    n_values = len({codes[place] for place in np.unique(places).tolist()})
    return (
        f"mapping {making.scope.mapped.name}: {making.target} has {n_values} values of "
        f"{making.said} that recode does not list, in {thousands(len(places))} rows; first is "
        f"{shown(codes[places[0]])}, {making.account.row(first)}. Add them, list them under "
        "missing, or give other ="
    )


def _typed(new: list[Code], possible: list[Code]) -> NDArray[Any]:
    """Return recoded values: numbers where the mapping gives numbers only, else text."""
    if any(isinstance(value, str) and value for value in possible):
        return np.array([v if isinstance(v, str) else plain_code(v) for v in new] or [""])
    return np.array([np.nan if value == "" else float(value) for value in new], dtype=np.float64)


def _scaled(making: Making, values: NDArray[Any]) -> NDArray[np.float64]:
    plain = cells.numbers(values, blame=making.blame("scales", making.said))
    factor = 1.0 if making.spec.factor is None else making.spec.factor
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = np.asarray(plain * factor + (making.spec.plus or 0.0), dtype=np.float64)
    over = ~np.isfinite(scaled) & ~np.isnan(plain)
    if over.any():
        making.account.no_answer(making.target, f"{making.said} * {factor:g}", int(over.sum()))
        scaled[over] = np.nan
    return scaled


def _within(
    making: Making, values: NDArray[Any], bounds: tuple[float, float]
) -> NDArray[np.float64]:
    plain = cells.numbers(values, blame=making.blame("has a range for", making.said))
    odd = np.flatnonzero((plain < bounds[0]) | (plain > bounds[1]))
    if not odd.size:
        return plain
    making.account.outside(making.target, odd, float(plain[odd[0]]), bounds)
    plain = plain.copy()
    plain[odd] = np.nan
    return plain
