"""How does a world run: some unseen years first, then the waves that are recorded?

The unseen years bring school, work and benefits near their steady state, so that the step from
wave 1 to 2 is drawn from the same world as the one from 2 to 3.
"""

# ruff: noqa: PLR2004 - ages, grades and codes are named by the line they stand in

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.benefits import Year
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.homebook import home_columns
from riskscreen.synthetic.homes import Columns, Homes, draw_homes, next_homes, start_homes
from riskscreen.synthetic.kidbook import kid_columns
from riskscreen.synthetic.kids import Kids, draw_kids, start_state
from riskscreen.synthetic.places import Places, draw_places
from riskscreen.synthetic.process import Step, drivers, step_risks
from riskscreen.synthetic.profile import Profile
from riskscreen.synthetic.recording import (
    Gaps,
    blank,
    home_gaps,
    kid_gaps,
    lost_homes,
    lost_kids,
)
from riskscreen.synthetic.years import next_state

__all__ = ["Wave", "World", "run_world"]

_UNSEEN_YEARS = 3


@dataclass(frozen=True, slots=True)
class Wave:
    """One recorded wave: recorded columns as numbers, who has a row, and the year that follows.

    ``cases`` are the outcomes that the year before this wave brought, by name.
    """

    number: int
    home: Columns
    kid: Columns
    home_here: NDArray[np.bool_]
    kid_here: NDArray[np.bool_]
    steps: dict[str, Step]
    cases: dict[str, NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class World:
    """Places, households, children and their recorded waves."""

    places: Places
    homes: Homes
    kids: Kids
    waves: tuple[Wave, ...]


@dataclass(frozen=True, slots=True)
class _HomeYear:
    state: Columns
    true: Columns
    gaps: Gaps
    kid_gaps: Gaps
    home_here: NDArray[np.bool_]
    kid_here: NDArray[np.bool_]


def run_world(profile: Profile, streams: Streams, *, households: int, waves: int) -> World:
    """Return a world of this many households and recorded waves."""
    years = _UNSEEN_YEARS + waves  # one beyond the last wave: its labels are drawn, not recorded
    places = draw_places(profile, streams, households=households)
    homes = draw_homes(places, streams, households=households)
    kids = draw_kids(homes, streams, years=years)
    calendar = _calendar(homes, kids, streams, years=years)
    state = start_state(kids, homes, age=kids.age_at_start, streams=streams, wave=0)
    cases: dict[str, NDArray[np.bool_]] = {}
    recorded = []
    for year in range(years):
        now = calendar[year]
        kid = blank(
            kid_columns(state, now.true, kids=kids, homes=homes, streams=streams, wave=year),
            now.kid_gaps,
        )
        home = blank(now.true, now.gaps)
        known = drivers(home, kid, kids=kids, homes=homes, present=now.kid_here)
        steps = step_risks(
            profile, known, kids=kids, homes=homes, state=state, streams=streams, wave=year
        )
        if year >= _UNSEEN_YEARS:
            recorded.append(
                Wave(
                    number=year - _UNSEEN_YEARS + 1,
                    home=home,
                    kid=kid,
                    home_here=now.home_here,
                    kid_here=now.kid_here,
                    steps=steps,
                    cases=cases,
                )
            )
        if year + 1 < years:
            ahead = calendar[year + 1]
            coming = Year(home=ahead.true, home_gaps=ahead.gaps, kid_gaps=ahead.kid_gaps)
            state = next_state(
                state, steps, kids=kids, homes=homes, year=coming, streams=streams, wave=year
            )
            cases = {name: step.label & step.eligible for name, step in steps.items()}
    return World(places=places, homes=homes, kids=kids, waves=tuple(recorded))


def _calendar(homes: Homes, kids: Kids, streams: Streams, *, years: int) -> list[_HomeYear]:
    """Return each year's households, gaps and losses: nothing in them waits for an outcome."""
    state = start_homes(homes, streams, wave=0)
    home_here = np.ones(homes.n, dtype=np.bool_)
    kid_kept = np.ones(kids.n, dtype=np.bool_)
    calendar = []
    for year in range(years):
        age = kids.age_at_start + year
        young = (age >= 0) & (age <= 17)
        children = np.bincount(kids.home[young], minlength=homes.n).astype(np.float64)
        calendar.append(
            _HomeYear(
                state=state,
                true=home_columns(homes, state, streams=streams, wave=year, children=children),
                gaps=home_gaps(homes, state, streams=streams, wave=year),
                kid_gaps=kid_gaps(kids, homes, streams=streams, wave=year),
                home_here=home_here,
                kid_here=young & kid_kept & home_here[kids.home],
            )
        )
        if year >= _UNSEEN_YEARS:
            home_here = home_here & ~lost_homes(homes, state, streams=streams, wave=year)
            kid_kept = kid_kept & ~(young & lost_kids(kids, age, streams=streams, wave=year))
        state = next_homes(homes, state, streams=streams, wave=year)
    return calendar
