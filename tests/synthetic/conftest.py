"""Small worlds, made once."""

from dataclasses import dataclass

import numpy as np
import pytest

from riskscreen import synthetic
from riskscreen.synthetic.benefits import Year, start_benefits
from riskscreen.synthetic.chance import Streams
from riskscreen.synthetic.homebook import home_columns
from riskscreen.synthetic.homes import Columns, Homes, start_homes
from riskscreen.synthetic.kids import Kids, start_state
from riskscreen.synthetic.profile import load_profile
from riskscreen.synthetic.recording import home_gaps, kid_gaps
from riskscreen.synthetic.running import Order, order
from riskscreen.synthetic.sampling import Block, Span
from riskscreen.synthetic.world import World, run_block

HILLS = "08"  # Tuyên Quang: most of its households are of minorities


@dataclass(frozen=True)
class FirstYear:
    """Households and children in a year that no other has shaped, nothing left out."""

    homes: Homes
    kids: Kids
    home_state: Columns
    kid_state: Columns
    year: Year
    age: np.ndarray


@pytest.fixture(scope="session")
def small() -> synthetic.Panel:
    return synthetic.panel(households=1500, waves=3, seed=11, profile="demo")


@pytest.fixture(scope="session")
def demo() -> synthetic.Panel:
    return synthetic.panel(households=30_000, waves=3, seed=20, profile="demo")


@pytest.fixture(scope="session")
def viet_nam() -> synthetic.Panel:
    return synthetic.panel(households=4000, waves=3, seed=11, profile="vhlss2014")


def ordered(profile: str, *, households: int, waves: int = 3) -> Order:
    dials = synthetic.Dials()
    return order(load_profile(profile), households=households, waves=waves, seed=5, dials=dials)


def one_span(what: Order, province: str) -> Span:
    """Return where the largest block of a province lies."""
    code = what.plan.places.province_code
    spans = [span for span in what.spans() if code[span.place[0]] == province]
    return max(spans, key=lambda span: what.plan.distinct[span.place].sum())


def run(what: Order, block: Block) -> World:
    streams = Streams(what.seed, block.number + 1)
    return run_block(what.profile, what.plan.places, streams, block=block, waves=what.waves)


@pytest.fixture(scope="session")
def country() -> Order:
    """The order of a panel of 46,995 households, of which tests work through one block."""
    return ordered("vhlss2014", households=46_995)


@pytest.fixture(scope="session")
def hills_span(country: Order) -> Span:
    return one_span(country, HILLS)


@pytest.fixture(scope="session")
def hills_block(country: Order, hills_span: Span) -> Block:
    return country.plan.block(hills_span, seed=country.seed)


@pytest.fixture(scope="session")
def hills(country: Order, hills_block: Block) -> World:
    """Communes of one mountainous province in three waves of a rotating panel."""
    return run(country, hills_block)


@pytest.fixture(scope="session")
def demo_hills() -> World:
    """Communes of the same province in one wave of the demo, after its unseen years."""
    what = ordered("demo", households=30_000, waves=1)
    return run(what, what.plan.block(one_span(what, HILLS), seed=what.seed))


@pytest.fixture(scope="session")
def first_year(hills: World) -> FirstYear:
    homes, kids, streams = hills.homes, hills.kids, Streams(9)
    age = np.clip(kids.age_at_start, 0.0, 17.0)
    state = start_homes(homes, streams, wave=0)
    children = np.bincount(kids.home, minlength=homes.n).astype(float)
    year = Year(
        home=home_columns(homes, state, streams=streams, wave=0, children=children),
        home_gaps=home_gaps(homes, state, streams=streams, wave=0),
        kid_gaps=kid_gaps(kids, homes, streams=streams, wave=0),
    )
    started = start_state(kids, homes, age=age, streams=streams, wave=0)
    started |= start_benefits(
        started, kids=kids, homes=homes, year=year, rng=streams.of("benefits start")
    )
    return FirstYear(homes, kids, state, started, year, age)
