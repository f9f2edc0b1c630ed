import numpy as np
import pytest

from riskscreen.auditing.disclosing.lattice import EVERYONE, lattice, tighten

LEVELS = {"sex": ["female", "male"], "region": ["north", "south"], "urban": ["0", "1"]}


@pytest.fixture
def tied():
    return lattice(LEVELS, [("sex", "region"), ("urban",)])


def test_everyone_is_the_sum_of_each_attribute(tied):
    totals = np.flatnonzero(tied.parent == tied.place[EVERYONE])
    parts = [{tied.keys[one][0][0] for one in tied.members(total)[1:]} for total in totals]
    assert sorted(map(sorted, parts)) == [["region"], ["sex"], ["urban"]]


def test_attributes_of_different_families_are_not_crossed(tied):
    assert (("region", "north"), ("sex", "female")) in tied.place
    assert not any(len(key) > 1 and "urban" in dict(key) for key in tied.keys)


def test_only_groups_without_parts_are_finest(tied):
    finest = {tied.keys[node] for node in np.flatnonzero(tied.finest)}
    assert finest == {key for key in tied.keys if len(key) == 2 or "urban" in dict(key)}


def test_the_order_of_levels_and_families_does_not_matter(tied):
    other = lattice({k: v[::-1] for k, v in LEVELS.items()}, [("urban",), ("region", "sex")])
    assert other.keys == tied.keys


def test_bounds_are_drawn_closer_through_two_sums(tied):
    lo, hi = np.zeros(len(tied.keys)), np.full(len(tied.keys), 1e9)
    for key, count in {
        EVERYONE: 100, (("sex", "male"),): 60, (("region", "north"), ("sex", "female")): 30,
    }.items():  # fmt: skip
        lo[tied.place[key]] = hi[tied.place[key]] = count
    lo, hi = tighten(tied, lo, hi)
    south = tied.place[("region", "south"), ("sex", "female")]
    assert (lo[south], hi[south]) == (10, 10)
