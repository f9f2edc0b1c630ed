"""Which children will be in child labour, and by whose definition?

The definitions differ by a factor of more than ten in what they count, so each has a tag and none
is a silent default of another.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.outcomes import logic
from riskscreen.outcomes.ages import age_at
from riskscreen.outcomes.logic import Answer
from riskscreen.outcomes.outcome import Outcome, register

__all__ = ["DEFINITIONS", "Band", "Hours", "hours_limit"]

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Band:
    """Weekly hours from which a child of these completed years is in child labour.

    ``chores`` is infinite where no hours of household chores count; ``exceed`` says that economic
    hours must be more than the limit, not just reach it.
    """

    youngest: float
    oldest: float
    economic: float
    chores: float = np.inf
    exceed: bool = False


@dataclass(frozen=True, slots=True)
class Hours:
    """One operational definition by weekly hours; calling it gives the label.

    Parameters
    ----------
    bands : tuple of Band
        Age bands with their hours; outside them the label is unknown.
    hazard : bool
        Whether hazardous work counts whatever its hours.
    """

    bands: tuple[Band, ...]
    hazard: bool = False

    @property
    def inputs(self) -> tuple[str, ...]:
        """Columns that the label reads."""
        return ("age_years", *self.sources)

    @property
    def sources(self) -> tuple[str, ...]:
        """Columns that decide the label, beside age."""
        chores = any(np.isfinite(band.chores) for band in self.bands)
        return (
            "economic_hours_week",
            "worked_12_months",
            *(("chores_hours_week",) if chores else ()),
            *(("hazardous_work",) if self.hazard else ()),
        )

    def __call__(
        self,
        *,
        age_years: Numbers,
        economic_hours_week: Numbers,
        worked_12_months: Numbers,
        chores_hours_week: Numbers | None = None,
        hazardous_work: Numbers | None = None,
    ) -> Answer:
        """Return who is in child labour, shape (n_children,)."""
        no_work = logic.negate(worked_12_months)
        hours = logic.resolved(economic_hours_week, no_if=no_work)
        limit = hours_limit(self.bands, age_years)
        answers = [logic.at_least(hours, limit)]
        if chores_hours_week is not None:
            most = hours_limit(self.bands, age_years, chores=True)
            never = np.isinf(most)  # no number of hours counts, so a missing one does not matter
            answers.append(np.where(never, 0.0, logic.at_least(chores_hours_week, most)))
        if hazardous_work is not None:
            idle = logic.negate(logic.more_than(hours, 0.0))
            answers.append(logic.resolved(hazardous_work, no_if=idle))
        return logic.only_where((~np.isnan(limit)).astype(np.float64), logic.either(*answers))


def hours_limit(
    bands: tuple[Band, ...], age_years: Numbers, *, chores: bool = False
) -> NDArray[np.float64]:
    """Return the weekly hours from which a child of this age counts.

    Parameters
    ----------
    bands : tuple of Band
        A definition.
    age_years : ndarray of float64, shape (n_children,)
        Completed years; NaN where unknown.
    chores : bool
        Hours of household chores instead of economic work.

    Returns
    -------
    ndarray of float64, shape (n_children,)
        Hours a week; infinite where none count, NaN outside the bands.

    Examples
    --------
    >>> hours_limit(DEFINITIONS["sdg871_mics6"].bands, np.array([4.0, 11.0, 12.0, 17.0]))
    array([nan,  1., 14., 43.])
    """
    limit = np.full(age_years.shape, np.nan)
    for band in bands:
        inside = (age_years >= band.youngest) & (age_years <= band.oldest)
        economic = np.nextafter(band.economic, np.inf) if band.exceed else band.economic
        limit[inside] = band.chores if chores else economic
    return limit


def eligible(
    *,
    age_years: Numbers,
    observed_date: NDArray[np.datetime64],
    rules_day: np.datetime64,
    concurrent: bool,
) -> Answer:
    """Return who is aged 5-17 on the target day."""
    return logic.between(
        age_at(age_years, observed_date, day=rules_day, concurrent=concurrent), 5.0, 17.0
    )


DEFINITIONS = {
    "sdg871_mics6": Hours((Band(5, 11, 1, 21), Band(12, 14, 14, 21), Band(15, 17, 43))),
    "sna_only": Hours((Band(5, 11, 1), Band(12, 14, 14), Band(15, 17, 43))),
    "mics5": Hours((Band(5, 11, 1, 28), Band(12, 14, 14, 28), Band(15, 17, 43, 43)), hazard=True),
    "ncls2012": Hours(
        (Band(5, 11, 5), Band(12, 14, 24, exceed=True), Band(15, 17, 42, exceed=True)),
        hazard=True,
    ),
    "ncls2018": Hours(
        (Band(5, 12, 1), Band(13, 14, 20, exceed=True), Band(15, 17, 40, exceed=True)),
        hazard=True,
    ),
}

_BASIS = {
    "sdg871_mics6": "SDG 8.7.1 (b) as in MICS6 PR.3: chores from 21 hours up to 14 years, hazard "
    "apart; domain.md 2.3 and 3.1",
    "sna_only": "SDG 8.7.1 (a), production boundary only; hazardous occupations, which the records "
    "do not name, are not counted; domain.md 3.1",
    "mics5": "MICS5: chores from 28 and 43 hours, hazard counted; domain.md 3.1",
    "ncls2012": "NCLS Viet Nam 2012, by weekly hours (daily hours are not recorded), hazard "
    "counted for prohibited work; domain.md 3.1",
    "ncls2018": "NCLS Viet Nam 2018, from memory, unverified; domain.md 3.1",
}


for _tag, _hours in DEFINITIONS.items():
    register(
        Outcome(
            name="child_labour",
            definition=_tag,
            title_en="child labour",
            title_vi="lao động trẻ em",
            eligible=eligible,
            label=_hours,
            weights=(("weight_selected",), ("weight",)),
            sources=_hours.sources,
            # Whether anybody worked in 12 months only settles hours that were not asked.
            needs=tuple(name for name in _hours.sources if name != "worked_12_months"),
            verified=_tag != "ncls2018",
            basis=_BASIS[_tag],
        )
    )
