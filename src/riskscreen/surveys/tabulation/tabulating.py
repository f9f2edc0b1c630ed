"""Do these records give the figures that the survey's own report prints?

What an analyst compares before trusting anything: each official indicator by its official rule,
base and weight, with the uncertainty of the sample as it was drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskscreen import measures
from riskscreen.errors import InputError
from riskscreen.records import Records
from riskscreen.surveys.tabulation import bases, grouping, waves
from riskscreen.surveys.tabulation.bases import Base
from riskscreen.surveys.tabulation.definitions import Definition, definitions
from riskscreen.surveys.tabulation.drawn import Note
from riskscreen.surveys.tabulation.labour import default_tag, labour
from riskscreen.surveys.tabulation.tabulated import OVERALL, Indicator, Indicators

__all__ = ["BY", "indicators"]

BY = ("sex", "area", "region", "ethnicity")

_MODULES = ("module_selected", "module_under5")
# Below these unweighted numbers MICS reports print an asterisk, and brackets.
_ASTERISK, _BRACKETS = 25, 50
_FEW: Note = (
    "fewer than 25 unweighted cases: MICS reports print an asterisk",
    "dưới 25 trường hợp không gia quyền: báo cáo MICS in dấu hoa thị",
)
_SOME: Note = (
    "25-49 unweighted cases: MICS reports print it in brackets",
    "25-49 trường hợp không gia quyền: báo cáo MICS in trong ngoặc",
)
_NONE_KNOWN: Note = (
    "no answer is known here: the rate counts each as no",
    "không có câu trả lời nào được biết: tỷ lệ tính mọi trẻ là không",
)


def indicators(
    held: Records,
    *,
    by: Sequence[str] = BY,
    child_labour: str | Sequence[str] | None = None,
    confidence: float = 0.95,
    as_of: Any = None,  # noqa: ANN401 - any date
) -> Indicators:
    """Return the official indicators of one wave, overall and by group.

    Parameters
    ----------
    held : Records
        From a survey reader, or any records that hold the columns.
    by : sequence of str
        ``sex``, ``area``, ``region``, ``ethnicity``, or any column of either table. Each
        definition's own age bands come with it.
    child_labour : str or sequence of str, optional
        Tags of ``outcomes.definitions("child_labour")``; by default that of the survey's report:
        ``mics5`` for MICS5, else ``sdg871_mics6``.
    confidence : float
        Of each interval, above 0 and below 1.
    as_of : str, datetime.date or datetime64, optional
        The latest wave whose field work had ended by this day; needed where the records hold
        several. It names a wave: rows that were entered later count too.

    Returns
    -------
    Indicators
        A row for each figure. What cannot be measured is a row that says which column is absent.

    Raises
    ------
    InputError
        If there are several waves and none is named, no child, a column that nobody knows, or a
        confidence outside 0-1.
    OutcomeError
        If nobody registered the definition of child labour.

    Notes
    -----
    Standard errors come from Taylor linearisation, as printed ones do (`measures.linearised_ratio`)
    with every PSU of the sample in. Intervals are Korn and Graubard's [1]_, recommended for shares
    of health surveys [2]_, and not the estimate plus or minus twice its error that MICS prints, nor
    a logit's: they stay within 0-1 and are defined where nobody, or everybody, has the event.
    Degrees of freedom are the PSUs that hold a child of the group less their strata.

    References
    ----------
    .. [1] Korn and Graubard (1998), Survey Methodology 24: 193-201.
    .. [2] Parker et al. (2017), NCHS data presentation standards for proportions, Vital and Health
       Statistics 2(175).

    Examples
    --------
    >>> from riskscreen import records
    >>> day = np.array(["2024-02-01"] * 4, dtype="datetime64[D]")
    >>> homes = records.Table({"household_id": list("abcd"), "observed_date": day,
    ...                        "psu": ["1", "1", "2", "2"]})
    >>> children = records.Table({
    ...     "child_id": list("1234"), "household_id": list("abcd"), "observed_date": day,
    ...     "age_years": [7, 8, 9, 16], "attending_school": [1, 1, 0, 0], "weight": [1, 1, 2, 1]})
    >>> table = indicators(Records(households=homes, children=children), by=())
    >>> table.only(indicator="out_of_school_primary", attribute="overall").rate
    0.5
    >>> table.only(indicator="birth_registration").note
    'not measured: no column birth_registered'
    """
    _check(confidence)
    wave = waves.one_wave(held, as_of)
    divisions = grouping.cuts(wave, (by,) if isinstance(by, str) else by)
    rows: list[Indicator] = []
    for definition in _asked(wave, child_labour):
        rows += _tabulated(definition, wave, divisions=divisions, confidence=confidence)
    return Indicators(
        rows=tuple(rows),
        survey=wave.survey,
        survey_round=wave.survey_round,
        days=waves.span(wave.first_day, wave.last_day),
        n_children=wave.n_children,
        n_households=wave.households.n_rows,
        confidence=confidence,
        notes=wave.notes,
    )


def _check(confidence: float) -> None:
    if not 0 < confidence < 1:
        raise InputError(
            f"confidence is {confidence}; write a share above 0 and below 1, such as 0.95"
        )


def _asked(wave: waves.Wave, child_labour: str | Sequence[str] | None) -> list[Definition]:
    modules = frozenset(name for name in _MODULES if wave.column(name) is not None)
    tags = child_labour if child_labour is not None else default_tag(wave.survey)
    found: list[Definition] = []
    for tag in (tags,) if isinstance(tags, str) else tags:
        found += labour(tag, with_module="module_selected" in modules, survey=wave.survey)
    return [*found, *definitions(wave.survey, modules)]


Inside = tuple[NDArray[np.bool_], NDArray[np.bool_]]


def _tabulated(
    definition: Definition,
    wave: waves.Wave,
    *,
    divisions: Sequence[grouping.Cut],
    confidence: float,
) -> list[Indicator]:
    base = bases.base_of(definition, wave)
    if isinstance(base, Indicator):
        return [base]
    rows: list[Indicator] = []
    for group, inside in _groups(definition, base, divisions=divisions):
        if inside is None:
            said = bases.not_measured(base.row, bases.absent(group[1]))
            rows.append(replace(said, attribute=group[0], level=""))
        else:
            rows.append(
                _figure(base, inside, group=group, design=wave.design, confidence=confidence)
            )
    return rows


def _groups(
    definition: Definition, base: Base, *, divisions: Sequence[grouping.Cut]
) -> Iterator[tuple[tuple[str, str], Inside | None]]:
    """Give each group and who is in it; None and the column's name where it is absent."""
    with_weight, without = base.age, base.unweighted_age
    yield (
        (OVERALL, OVERALL),
        (np.full(len(base.rows), fill_value=True), np.full(len(base.unweighted), fill_value=True)),
    )
    for lo, hi in definition.bands:
        name = f"{lo:g}" if lo == hi else f"{lo:g}-{hi:g}"
        yield (
            ("age", name),
            (
                (with_weight >= lo) & (with_weight <= hi),
                (without >= lo) & (without <= hi),
            ),
        )
    for cut in divisions:
        if cut.absent:
            yield (cut.attribute, cut.absent), None
        for place, level in enumerate(cut.levels):
            inside = (cut.code[base.rows] == place, cut.code[base.unweighted] == place)
            yield (cut.attribute, level), inside


def _figure(
    base: Base,
    inside: Inside,
    *,
    group: tuple[str, str],
    design: measures.Clusters,
    confidence: float,
) -> Indicator:
    here, without = inside
    rows, answer, weight = base.rows[here], base.answer[here], base.weight[here]
    event = (answer == 1).astype(np.float64)
    drawn = measures.Clusters(
        index=design.index[rows], stratum=design.stratum, merged=design.merged
    )
    rate, error = measures.linearised_ratio(event * weight, weight, design=drawn)
    df, unknown = drawn.df(), int(np.isnan(answer).sum())
    lo, hi = measures.exact_share(rate, error**2, n=rows.size, df=df, confidence=confidence)
    return replace(
        base.row, attribute=group[0], level=group[1], measured=rows.size > 0, rate=rate,
        standard_error=error, lo=lo, hi=hi, n=rows.size, n_events=int(event.sum()),
        n_unknown=unknown, n_without_weight=int(without.sum()),
        weighted_total=float(weight.sum()), df=df, n_psu=int(np.unique(drawn.index).size),
        notes=(*_on_size(rows.size, unknown), *base.row.notes),
    )  # fmt: skip


def _on_size(n: int, unknown: int) -> tuple[Note, ...]:
    if not n:
        return (("no child in the base", "không có trẻ nào trong nhóm tính"),)
    none_said = (_NONE_KNOWN,) if unknown == n else ()
    if n < _ASTERISK:
        return (_FEW, *none_said)
    return (_SOME, *none_said) if n < _BRACKETS else none_said
