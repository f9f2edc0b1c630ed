"""Are these numbers, days or codes of places what a column of the schema holds, in its unit?

A unit is never changed here: where a header names another one, or the sizes look like it, the
question is written down.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from riskscreen import schema
from riskscreen.records import converting
from riskscreen.records.drafting.lexicon import known_data, unit_of
from riskscreen.records.drafting.profiling import Column
from riskscreen.records.drafting.reading import Reading
from riskscreen.schema import Field, Kind

__all__ = ["days", "keys", "numbers"]

_LIST_OF_63, _LIST_OF_34 = 2019, 2025
_DAY_FIRST = re.compile(r"\s*\d{1,2}[-/.]\d{1,2}[-/.]\d{4}(\s.*)?")
_EARLIEST, _LATEST = np.datetime64("1990-01-01"), np.datetime64("2100-12-31")
# Nobody is older; a column of ages goes no further.
_OLDEST = 120
# A missing code stands apart from the values by at least this much.
_GAP = 10
# A household has a few rows at most, a child has one for each wave.
_KEY_SHARE = {"household_id": 0.1, "child_id": 0.2}


def days(column: Column) -> Reading:
    """Return how a column reads as days.

    Examples
    --------
    >>> import numpy as np
    >>> days(Column("f", "ngay", np.array(["15/09/2024"]))).question
    'day/month/year or month/day/year? Correct the order below'
    """
    if column.is_date:
        known = column.values[~np.isnat(column.values)].astype("datetime64[D]")
        return Reading(float(np.mean((known >= _EARLIEST) & (known <= _LATEST))), "words")
    good = {text for text in column.counts if _is_day(text)}
    if good:
        return Reading(column.share(good), "words")
    local = {text for text in column.counts if _DAY_FIRST.fullmatch(text)}
    question = "day/month/year or month/day/year? Correct the order below"
    return Reading(column.share(local), "asked" if local else "plain", question=question,
                   written='order = "day-month-year"')  # fmt: skip


def numbers(column: Column, target: Field, *, missing: Iterable[str]) -> Reading:
    """Return how a column reads as numbers of the target's unit and range.

    Parameters
    ----------
    column : Column
        A column of a file.
    target : Field
        A column of numbers of the schema.
    missing : iterable of str
        Codes that the file's labels call missing.
    """
    labelled = frozenset(missing)
    if column.is_date or _are_words(column, labelled):
        return Reading(0.0)
    values, n = column.amounts
    away = np.isin(values, [_number(code) for code in labelled])
    away |= _outlying(values, away, target)
    question = _unit(column, target, away) or _comma(column)
    good = ~away & _possible(values, target, any_size=bool(question))
    words = {code for code in labelled if np.isnan(_number(code))}
    rows = int(n[good | away].sum()) + sum(column.counts[word] for word in words)
    kind = "asked" if question else "plain"
    codes = labelled | {f"{value:g}" for value in values[away].tolist()}
    listed = tuple(sorted(codes, key=_by_size))
    fit = rows / column.n_known if good.any() else 0.0
    written = 'decimal = ","' if _comma(column) else ""
    return Reading(fit, kind, None, listed, {}, question, note=_labelled(column, labelled),
                   written=written)  # fmt: skip


def _possible(values: NDArray[np.float64], target: Field, *, any_size: bool) -> NDArray[np.bool_]:
    """Return which numbers the target can hold; in another unit their size says nothing."""
    lo, hi = target.range or (-np.inf, np.inf)
    hi = _OLDEST if target.name == "age_years" else hi
    possible = (values > lo) if target.exclusive else (values >= lo)
    if not any_size:
        possible &= values <= hi
    if target.type is Kind.INT:
        possible &= values == np.floor(values)
    return np.asarray(possible, dtype=np.bool_)


def keys(column: Column, target: Field) -> Reading:
    """Return how a column reads as an id, a code of a place or of the design."""
    values, _ = column.amounts
    if column.is_date or bool(np.any(values != np.floor(values))):
        return Reading(0.0)
    if target.name in _KEY_SHARE:
        return Reading(min(1.0, column.distinct_share / _KEY_SHARE[target.name]))
    if target.name == "province_code":
        return _provinces(column)
    if target.name == "commune_code":
        return _communes(column)
    repeated = not column.is_unique or column.n_rows < 2 * _GAP
    return Reading(1.0 if repeated else 0.5)


def _provinces(column: Column) -> Reading:
    old, new = schema.provinces(_LIST_OF_63), schema.provinces(_LIST_OF_34)
    codes = {text: text.zfill(2) for text in column.counts if text.isdigit()}
    fits = {text for text, code in codes.items() if code in old or code in new}
    if fits:
        only = sorted({codes[text] for text in fits if codes[text] not in new})
        note = f"{', '.join(only[:8])} exist only in the list before July 2025" if only else ""
        return Reading(column.share(fits), "words" if len(fits) > 1 else "plain", note=note)
    names = {schema.fold(place.name) for place in (*old.values(), *new.values())}
    prefix = re.compile(r"^(tinh|thanhpho|tp)")
    named = {t for t in column.counts if prefix.sub("", schema.fold(t)) in names}
    question = "names, not codes: recode each to its two-digit code and say whose list it is"
    return Reading(column.share(named), "asked", question=question)


def _communes(column: Column) -> Reading:
    known = schema.communes()
    listed = {text for text in column.counts if text.zfill(5) in known and text.isdigit()}
    if column.share(listed) > 0.5:  # noqa: PLR2004 - most of a column
        return Reading(column.share(listed), "words")
    shaped = {text for text in column.counts if re.fullmatch(r"\d{4,5}", text)}
    if shaped:
        return Reading(column.share(shaped))
    question = "names, not codes: a name is there many times; the five-digit code is needed"
    return Reading(0.6, "asked", question=question)


def _outlying(
    values: NDArray[np.float64], away: NDArray[np.bool_], target: Field
) -> NDArray[np.bool_]:
    """Return the usual missing codes that stand apart from the values and outside the range."""
    nothing = np.zeros(len(values), dtype=np.bool_)
    if target.range is None or not np.isfinite(target.range[1]):
        return nothing
    usual = np.isin(values, known_data("words")["answers"]["missing_codes"])
    usual &= values > target.range[1]
    rest = values[~usual & ~away]
    if not usual.any() or not rest.size or values[usual].min() - rest.max() < _GAP:
        return nothing
    return usual


def _unit(column: Column, target: Field, away: NDArray[np.bool_]) -> str:
    entry = known_data("synonyms")[target.table].get(target.name, {})
    question = str(entry.get("question", ""))
    said = unit_of(column.name, (target.table, target.name)) or unit_of(
        column.label, (target.table, target.name)
    )
    if said == "wrong" or (said == "" and entry.get("say_unit", False)):
        return question
    lo, hi = entry.get("plausible", (-np.inf, np.inf))
    median = _median(*column.amounts, away)
    return question if np.isfinite(median) and median and not lo <= median <= hi else ""


def _median(values: NDArray[np.float64], n: NDArray[np.intp], away: NDArray[np.bool_]) -> float:
    kept, rows = values[~away], n[~away]
    if not kept.size:
        return np.nan
    return float(kept[np.searchsorted(np.cumsum(rows), rows.sum() / 2)])


def _comma(column: Column) -> str:
    if column.is_numeric:
        return ""
    local = {t for t in column.counts if re.fullmatch(r"-?\d+,\d+", t)}
    return "decimal commas?" if local else ""


def _labelled(column: Column, gone: frozenset[str]) -> str:
    """Return the labelled codes of a number that are not missing codes: what do they count as?"""
    if not column.labels:
        return ""
    odd = [f"{c} = {t}" for c, t in column.labels.items() if c not in gone and c in column.counts]
    return f"labelled numbers are read as numbers: {'; '.join(odd[:6])}" if odd else ""


def _are_words(column: Column, gone: frozenset[str]) -> bool:
    """Whether every code has a label and none of them a number in it: 1 = Yes is no count."""
    if not column.labels or column.n_distinct > len(column.labels):
        return False
    labels = [column.labels.get(text, "1") for text in column.counts if text not in gone]
    return bool(labels) and not any(letter.isdigit() for label in labels for letter in label)


def _is_day(text: str) -> bool:
    try:
        return bool(_EARLIEST <= converting.parse_date(text) <= _LATEST)
    except ValueError:
        return False


def _number(text: str) -> float:
    try:
        return converting.parse_number(text)
    except ValueError:
        return np.nan


def _by_size(text: str) -> tuple[bool, float, str]:
    number = _number(text)
    return bool(np.isnan(number)), 0.0 if np.isnan(number) else number, text
