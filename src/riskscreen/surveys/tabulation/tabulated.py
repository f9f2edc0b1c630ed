"""What does a table of indicators hold, and how is a part of it taken out?

One row is one figure with everything that is needed to compare it: definition, base, weight, age,
how many answers were not known and how sure it is.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from riskscreen import records
from riskscreen.errors import InputError
from riskscreen.surveys.tabulation.drawn import Note

__all__ = ["OVERALL", "Indicator", "Indicators"]

OVERALL = "overall"


@dataclass(frozen=True, slots=True)
class Indicator:
    """One figure of one group by one definition.

    Parameters
    ----------
    indicator, definition : str
        Name of the indicator and tag of the definition.
    title_en, title_vi : str
        What a table calls it.
    attribute, level : str
        The group; both ``overall`` for all children of the base.
    rate : float
        Weighted share with the event, 0-1; NaN where nothing could be measured.
    standard_error : float
        By linearisation over strata and PSUs; NaN where the design gives none.
    lo, hi : float
        Bounds of the interval, 0-1.
    n, n_events, n_unknown : int
        Unweighted children in the base, with the event, and with an answer not known, which
        counts as no.
    n_without_weight : int
        Children of the base without a weight above 0; they are not in ``n``.
    weighted_total : float
        Sum of the weights of the base.
    df, n_psu : int
        Degrees of freedom, PSUs that hold a child of the base.
    weight : str
        Weight column; empty where every child counts once.
    age_variable : str
        Column that places a child in the base by age; empty where none does.
    verified : bool
        Whether the definition was compared with the official tabulation.
    source : str
        What the definition rests on.
    measured : bool
        Whether there was anything to measure; if not, ``note`` says what is absent.
    notes : tuple of (str, str)
        What to know before comparing, in English and Vietnamese.
    """

    indicator: str
    definition: str
    title_en: str
    title_vi: str
    attribute: str = OVERALL
    level: str = OVERALL
    rate: float = float("nan")
    standard_error: float = float("nan")
    lo: float = float("nan")
    hi: float = float("nan")
    n: int = 0
    n_events: int = 0
    n_unknown: int = 0
    n_without_weight: int = 0
    weighted_total: float = 0.0
    df: int = 0
    n_psu: int = 0
    weight: str = ""
    age_variable: str = ""
    verified: bool = True
    source: str = ""
    measured: bool = False
    notes: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        group = "" if self.attribute == OVERALL else f", {self.attribute}={self.level}"
        figure = f"{self.rate:.4f}, n {self.n}" if self.measured else "not measured"
        return f"Indicator({self.indicator}, {self.definition}{group}: {figure})"

    @property
    def note(self) -> str:
        """The notes in English, joined."""
        return "; ".join(en for en, _ in self.notes)

    @property
    def note_vi(self) -> str:
        """The notes in Vietnamese, joined."""
        return "; ".join(vi for _, vi in self.notes)

    def title(self, lang: str = "en") -> str:
        """Return the title in ``en`` or ``vi``."""
        return self.title_vi if lang == "vi" else self.title_en

    def to_dict(self) -> dict[str, Any]:
        """Return the row as JSON types; a figure that is not a number is None."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name != "notes"}
        plain |= {"note": self.note, "note_vi": self.note_vi}
        return {
            name: None if isinstance(value, float) and not np.isfinite(value) else value
            for name, value in plain.items()
        }


@dataclass(frozen=True, slots=True)
class Indicators:
    """A table of indicators of one wave.

    Parameters
    ----------
    rows : tuple of Indicator
        Overall first, then by group, one definition after the other.
    survey, survey_round : str
        As the reader wrote them; empty for other records.
    days : str
        Field work; empty where no day is recorded.
    n_children, n_households : int
        Rows of the wave.
    confidence : float
        Of each interval.
    notes : tuple of (str, str)
        What to know of the sample's design; each measured row carries them too.
    """

    rows: tuple[Indicator, ...]
    survey: str = ""
    survey_round: str = ""
    days: str = ""
    n_children: int = 0
    n_households: int = 0
    confidence: float = 0.95
    notes: tuple[Note, ...] = ()

    def __repr__(self) -> str:
        measured = sum(row.measured for row in self.rows)
        return f"Indicators({len(self.rows)} rows, {measured} measured)"

    def __str__(self) -> str:
        return self.text()

    def __len__(self) -> int:
        return len(self.rows)

    def select(
        self,
        *,
        indicator: str | None = None,
        definition: str | None = None,
        attribute: str | None = None,
        level: str | None = None,
    ) -> Indicators:
        """Return the table of the rows that agree with all that is named.

        Examples
        --------
        >>> rows = (Indicator("dropout", "attending_then_not", "dropout", "bỏ học"),)
        >>> len(Indicators(rows).select(indicator="dropout", level="overall"))
        1
        """
        asked = {"indicator": indicator, "definition": definition, "attribute": attribute,
                 "level": level}  # fmt: skip
        wanted = {name: value for name, value in asked.items() if value is not None}
        kept = [row for row in self.rows if all(getattr(row, k) == v for k, v in wanted.items())]
        return replace(self, rows=tuple(kept))

    def only(self, **wanted: str) -> Indicator:
        """Return the one row that agrees with all that is named; see `select`.

        Raises
        ------
        InputError
            If none does, or several.
        """
        found = self.select(**wanted).rows
        if len(found) != 1:
            said = ", ".join(f"{name}={value}" for name, value in wanted.items())
            first = f"; first is {found[0]!r}" if found else ""
            raise InputError(
                f"{len(found)} of {len(self.rows)} rows have {said or 'any name'}{first}. Name "
                "indicator, definition, attribute and level so that one is left"
            )
        return found[0]

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return the rows as JSON types, with survey, round and days in each."""
        shared = {"survey": self.survey, "survey_round": self.survey_round, "days": self.days,
                  "confidence": self.confidence}  # fmt: skip
        return [{**row.to_dict(), **shared} for row in self.rows]

    def to_frame(self, backend: str = "pandas") -> Any:  # noqa: ANN401 - the caller's library
        """Return one row per figure as a frame of ``pandas``, ``polars`` or ``arrow``.

        Raises
        ------
        InputError
            If the library is none of these.
        """
        plain = self.to_dicts()
        shape = Indicators((Indicator("", "", "", ""),)).to_dicts()[0]
        return records.Table(
            {
                name: np.array([row[name] for row in plain], dtype=_held_as(example))
                for name, example in shape.items()
            }
        ).to_frame(backend)

    def text(self, lang: str = "en") -> str:
        """Return the table as an analyst prints it, in ``en`` or ``vi``.

        Percent with one decimal; a figure of 25-49 children in brackets and one of fewer as an
        asterisk, as MICS reports print them. The figures themselves stay in ``rows``.

        Raises
        ------
        InputError
            If the language is neither.
        """
        from riskscreen.surveys.tabulation import printed

        return printed.printed(self, lang)


def _held_as(example: Any) -> type:  # noqa: ANN401 - the value of any field
    return str if isinstance(example, str) else float
