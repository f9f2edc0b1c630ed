import numpy as np
import pytest

from riskscreen.auditing.disclosing.counted import UNPRINTED, counted, key_of


def row(attribute, level, n_children, n_at_risk):
    return {"attribute": attribute, "level": level, "n_children": n_children,
            "n_at_risk": n_at_risk}  # fmt: skip


OVERALL = row("", "", 1000, 200)
SEX = [row("sex", "female", 500, 100), row("sex", "male", 480, 90)]


def bounds(table, *pairs):
    node = table.tied.place[tuple(sorted(pairs))]
    return table.lo[:, node].tolist(), table.hi[:, node].tolist(), bool(table.guarded[node])


def test_a_printed_count_is_known_to_its_rounding(limits):
    table = counted([OVERALL, *SEX], policy=limits)
    assert bounds(table, ("sex", "female")) == ([495, 95], [509, 104], False)


def test_an_exact_count_is_known_exactly_where_nobody_rounds(limits):
    table = counted([row("sex", "female", 501, 99)], policy=limits, to_be_rounded=False)
    assert bounds(table, ("sex", "female")) == ([501, 99], [501, 99], False)


def test_a_hidden_group_may_be_anything_and_is_guarded(limits):
    hidden = {key_of(SEX[0])}
    lo, hi, guarded = bounds(counted(SEX, policy=limits, hidden=hidden), ("sex", "female"))
    assert (lo, min(hi) > 1e8, guarded) == ([0, 0], True, True)


def test_children_of_whom_no_row_tells_are_a_guarded_level(limits):
    table = counted([OVERALL, *SEX], policy=limits)
    assert bounds(table, ("sex", UNPRINTED))[2]


def test_levels_that_sum_to_everyone_leave_no_further_level(limits):
    table = counted([row("", "", 980, 190), *SEX], policy=limits)
    assert (("sex", UNPRINTED),) not in table.tied.place


def test_levels_listed_elsewhere_are_looked_at(limits):
    table = counted([OVERALL, *SEX], policy=limits, levels={"sex": ["not_recorded"]})
    assert bounds(table, ("sex", "not_recorded"))[2]


def test_an_absent_intersection_is_known_to_be_empty(limits):
    crossed = [row("region & sex", f"north & {sex}", 400, 50) for sex in ("female", "male")]
    crossed.append(row("region & sex", "south & male", 180, 90))
    regions = [row("region", "north", 800, 100), row("region", "south", 180, 90)]
    table = counted([*SEX, *regions, *crossed], policy=limits)
    assert bounds(table, ("region", "south"), ("sex", "female")) == ([0, 0], [0, 0], False)


def test_bins_are_one_more_attribute_of_a_group(limits):
    bins = [{**one, "bin": bin_} for one in (OVERALL, *SEX) for bin_ in (1, 2)]
    table = counted(bins, policy=limits)
    lo, hi, guarded = bounds(table, ("sex", "female"))
    assert (lo, hi, guarded) == ([990, 195], [1024, 204], False)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ({"group": "sex=male"}, (("sex", "male"),)),
        ({"group": "Hà Nội"}, (("group Hà Nội", "Hà Nội"),)),
        ({"attribute": "a", "level": "x & y"}, (("a", "x & y"),)),
    ],
)
def test_a_group_is_read_from_what_a_row_has(given, key):
    assert key_of(given) == key


def test_no_row_is_no_count(limits):
    assert not np.any(counted([], policy=limits).printed)
