"""Groups: a dial reaches whom the records name, and no group is named that nobody can be in."""

import numpy as np
import pytest

from riskscreen.errors import InputError
from riskscreen.synthetic.dials.groups import COLUMNS, check_group
from riskscreen.synthetic.frame import peoples
from riskscreen.synthetic.homes import POVERTY
from riskscreen.synthetic.places import DIFFICULTY
from riskscreen.synthetic.sheets import decoded

LEVELS = {
    "sex": ("female", "male"),
    "ethnicity": ("minority", "kinh_hoa", "Tày", "Mông"),
    "region": ("red_river_delta", "mekong_delta"),
    "urban": ("urban", "rural"),
    "difficult_area": DIFFICULTY,
    "poverty_status": POVERTY,
    "all": ("all",),
}
PAIRS = [(column, level) for column, levels in LEVELS.items() for level in levels]
OF_HOMES = [pair for pair in PAIRS if pair[0] != "sex"]


def said(sheet, column, level):
    """Whom the records name as of the group."""
    if column == "all":
        return np.ones(len(sheet["synthetic"]), dtype=bool)
    values = decoded(sheet[column])
    if column == "urban":
        return values == (level == "urban")
    if level == "minority":
        return ~np.isin(values, ("Kinh", "Hoa", "not_recorded"))
    if level == "kinh_hoa":
        return np.isin(values, ("Kinh", "Hoa"))
    return values == level


@pytest.mark.parametrize(("column", "level"), PAIRS)
def test_children_belong_as_their_records_of_the_wave_say(worlds, column, level):
    members, recorded = [], []
    for world, writer in worlds():
        wave = world.waves[0]
        own = column in ("sex", "ethnicity")
        kids = writer.children(wave)
        homes = writer.households(wave)
        rows = said(kids if own else homes, column, level)
        if not own:
            ids, owner = decoded(homes["household_id"]), decoded(kids["household_id"])
            rows = rows[np.searchsorted(ids, owner)]
        members.append(world.membership.kids(column, level, home=wave.home)[wave.kid_here])
        recorded.append(rows)
    members, recorded = np.concatenate(members), np.concatenate(recorded)
    assert members.any()
    assert np.array_equal(members, recorded)


@pytest.mark.parametrize(("column", "level"), OF_HOMES)
def test_households_belong_by_their_head(worlds, column, level):
    for world, writer in worlds():
        wave = world.waves[0]
        homes = writer.households(wave)
        homes["ethnicity"] = homes["head_ethnicity"]
        members = world.membership.homes(column, level, home=wave.home)[wave.home_here]
        assert np.array_equal(members, said(homes, column, level))


def test_a_child_whose_group_nobody_wrote_down_is_of_no_ethnic_group(worlds):
    unsaid = 0
    for world, _ in worlds():
        silent = world.kids.unsaid_group
        unsaid += silent.sum()
        for level in ("minority", "kinh_hoa", *peoples()):
            assert not world.membership.kids("ethnicity", level)[silent].any()
    assert unsaid > 0


@pytest.mark.parametrize("column", [name for name in COLUMNS if name != "all"])
def test_a_group_s_levels_are_all_known(column):
    for level in LEVELS[column]:
        check_group(column, level)


@pytest.mark.parametrize(
    ("column", "level", "wording"),
    [
        ("age", "child", "group column of a dial unknown: 1; it is age"),
        ("sex", "other", "level of a dial unknown: 1; sex is other; choose one of: female, male"),
        ("ethnicity", "Martian", "ethnicity is Martian"),
        ("region", "north", "region is north"),
        ("urban", "1", "urban is 1; choose one of: urban, rural"),
        ("difficult_area", "area_4", "difficult_area is area_4"),
        ("poverty_status", "rich", "poverty_status is rich"),
        ("all", "minority", "all is minority; choose one of: all"),
    ],
)
def test_a_group_that_nobody_can_be_in_is_refused(column, level, wording):
    with pytest.raises(InputError, match=wording):
        check_group(column, level)
