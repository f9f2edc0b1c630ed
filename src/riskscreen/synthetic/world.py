"""How does a block of the world run from year to year, and who has a row in which wave?

A household enters in a year and is drawn as that year finds it; whoever stays moves on by the
outcomes that come. Under a profile with unseen years these pass before the first wave.
"""

# ruff: noqa: PLR2004 - ages are named by the line they stand in

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from riskscreen.synthetic.benefits import Year, due, start_benefits
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.dials.groups import Membership
from riskscreen.synthetic.dials.pushing import Pusher
from riskscreen.synthetic.dials.small import Regroup, regrouped
from riskscreen.synthetic.homebook import home_columns
from riskscreen.synthetic.homes import Columns, Homes, draw_homes, next_homes, start_homes
from riskscreen.synthetic.kidbook import kid_columns
from riskscreen.synthetic.kids import Kids, draw_kids, start_state
from riskscreen.synthetic.places import Places
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
from riskscreen.synthetic.sampling import Block
from riskscreen.synthetic.years import next_state

__all__ = ["Wave", "World", "run_block"]


@dataclass(frozen=True, slots=True)
class Wave:
    """One recorded wave: recorded columns as numbers, who has a row, and the year that follows.

    ``weight`` is what a household stands for, shape (n_households,): those who were not found
    again are made up for by those of their commune who entered with them. ``cases`` are the
    outcomes that the year before this wave brought, by name.
    """

    number: int
    home: Columns
    kid: Columns
    weight: NDArray[np.float64]
    home_here: NDArray[np.bool_]
    kid_here: NDArray[np.bool_]
    steps: dict[str, Step]
    cases: dict[str, NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class World:
    """The places, households and children of a block and their recorded waves."""

    places: Places
    homes: Homes
    kids: Kids
    waves: tuple[Wave, ...]
    first: int

    @property
    def membership(self) -> Membership:
        """Who belongs to which group, by what is lasting."""
        return Membership.of(self.places, self.homes, self.kids)


@dataclass(frozen=True, slots=True)
class _HomeYear:
    state: Columns
    true: Columns
    gaps: Gaps
    kid_gaps: Gaps
    home_here: NDArray[np.bool_]
    kid_here: NDArray[np.bool_]


def run_block(
    profile: Profile,
    places: Places,
    streams: Streams,
    *,
    block: Block,
    waves: int,
    pusher: Pusher | None = None,
    regroups: Sequence[Regroup] = (),
) -> World:
    """Return the world of one block of a plan.

    Parameters
    ----------
    profile : Profile
        The world's levels and equations.
    places : Places
        The plan's communes.
    streams : Streams
        The block's randomness.
    block : Block
        Which communes and households.
    waves : int
        Recorded waves.
    pusher : Pusher, optional
        Dials that change what comes; none by default.
    regroups : sequence of Regroup
        Small groups to be made.
    """
    unseen = profile.sample.unseen_years
    years = unseen + waves
    places = places.take(block.place)
    homes, family = draw_homes(profile, places, streams, block=block, years=years)
    kids = draw_kids(homes, family, places, streams)
    if regroups:
        homes, kids = regrouped(homes, kids, regroups, first=block.first)
    calendar = _calendar(homes, kids, streams, years=years, unseen=unseen)
    pusher = Pusher(()) if pusher is None else pusher
    member = Membership.of(places, homes, kids)
    state: Columns = {}
    cases: dict[str, NDArray[np.bool_]] = {}
    recorded = []
    for year, now in enumerate(calendar):
        starts = (homes.enters[kids.home] == year) | (kids.age_at_start + year == 0)
        state = _started(state, starts, kids, homes, now=now, streams=streams, year=year)
        kid = blank(
            kid_columns(state, now.true, kids=kids, homes=homes, streams=streams, wave=year),
            now.kid_gaps,
        )
        home = blank(now.true, now.gaps)
        known = drivers(home, kid, kids=kids, homes=homes, present=now.kid_here)
        number = year - unseen + 1
        this = Year(home=now.true, home_gaps=now.gaps, kid_gaps=now.kid_gaps)
        attending = (state["attending"] > 0) & (state["age"] >= homes.levels["school_from"])
        entitled = due(kids, age=state["age"] + 1.0, attending=attending, year=this).narrow
        steps = step_risks(
            profile, known, kids=kids, homes=homes, state=state, streams=streams, wave=year,
            shifts=pusher.shifts(number + 1, member, home=home),
            withdrawn=pusher.withdrawn(number + 1, member, home=home, entitled=entitled),
        )  # fmt: skip
        if number >= 1:
            recorded.append(
                Wave(number=number, home=home, kid=kid, weight=_weight(homes, now, year, unseen),
                     home_here=now.home_here, kid_here=now.kid_here, steps=steps, cases=cases)
            )  # fmt: skip
        if year + 1 < years:
            ahead = calendar[year + 1]
            coming = Year(home=ahead.true, home_gaps=ahead.gaps, kid_gaps=ahead.kid_gaps)
            state = next_state(
                state, steps, kids=kids, homes=homes, year=coming, streams=streams,
                wave=year,
            )  # fmt: skip
            cases = {name: step.label & step.eligible for name, step in steps.items()}
    return World(places=places, homes=homes, kids=kids, waves=tuple(recorded), first=block.first)


def _weight(homes: Homes, now: _HomeYear, year: int, unseen: int) -> NDArray[np.float64]:
    """Return weights by which the households of a commune that entered together stand in for all.

    A child who has moved out of a household that is found again is made up for by nobody.
    """
    wanted = (homes.enters + unseen <= year) & (homes.leaves >= year)
    cell = homes.psu * (int(homes.enters.max()) + 1) + homes.enters
    asked = np.bincount(cell, homes.weight * wanted)
    found = np.bincount(cell, homes.weight * now.home_here)
    up = np.divide(asked, found, where=found > 0, out=np.ones(len(asked)))
    return np.asarray(homes.weight * up[cell])


def _started(
    state: Columns,
    starts: NDArray[np.bool_],
    kids: Kids,
    homes: Homes,
    *,
    now: _HomeYear,
    streams: Streams,
    year: int,
) -> Columns:
    """Return the state with those who enter this year, or are born in it, drawn afresh."""
    if state and not starts.any():
        return state
    age = kids.age_at_start + year
    fresh = start_state(kids, homes, age=age, streams=streams, wave=year)
    this = Year(home=now.true, home_gaps=now.gaps, kid_gaps=now.kid_gaps)
    rng = streams.of("benefits start", year)
    fresh |= start_benefits(fresh, kids=kids, homes=homes, year=this, rng=rng)
    if not state:
        return fresh
    return {name: np.where(starts, fresh[name], values) for name, values in state.items()}


def _calendar(
    homes: Homes, kids: Kids, streams: Streams, *, years: int, unseen: int
) -> Sequence[_HomeYear]:
    """Return each year's households, gaps and losses: nothing in them waits for an outcome."""
    state = start_homes(homes, streams, wave=0)
    found = np.ones(homes.n, dtype=np.bool_)
    kid_kept = np.ones(kids.n, dtype=np.bool_)
    calendar = []
    for year in range(years):
        enter = homes.enters == year
        if year > 0 and enter.any():
            fresh = start_homes(homes, streams, wave=year)
            state = {name: np.where(enter, fresh[name], values) for name, values in state.items()}
        age = kids.age_at_start + year
        young = (age >= 0) & (age < 18)
        grown = (age >= 18) & (kids.age_at_start + homes.enters[kids.home] < 18)
        living = (young | grown) & kid_kept
        children = np.bincount(kids.home[living], minlength=homes.n).astype(np.float64)
        # a household stays unseen for as long as the first ones, so that all waves are alike
        here = found & (homes.enters + unseen <= year) & (homes.leaves >= year)
        calendar.append(
            _HomeYear(
                state=state,
                true=home_columns(homes, state, streams=streams, wave=year, children=children),
                gaps=home_gaps(homes, state, streams=streams, wave=year),
                kid_gaps=kid_gaps(kids, homes, streams=streams, wave=year),
                home_here=here,
                kid_here=young & kid_kept & here[kids.home],
            )
        )
        if year >= unseen:
            lost = lost_homes(homes, state, streams=streams, wave=year)
            found = found & ~(here & lost)
            moved_out = lost_kids(kids, age, streams=streams, wave=year)
            kid_kept = kid_kept & ~(young & here[kids.home] & moved_out)
        state = next_homes(homes, state, streams=streams, wave=year)
    return calendar
