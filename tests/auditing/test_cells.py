from dataclasses import replace

import numpy as np

from riskscreen.auditing.cells import cells


def test_every_required_level_judges_even_without_children(three_groups, limits):
    rows = replace(three_groups, groups={"sex": np.full(12, "female")})
    judging = {cell.name for cell in cells(rows, limits) if cell.judges}
    assert {"overall", "sex=male", "ethnicity=minority", "region=north"} <= judging


def test_what_is_not_recorded_is_a_group_that_does_not_judge(three_groups, limits):
    rows = replace(three_groups, groups={**three_groups.groups, "sex": np.full(12, "not_recorded")})
    found = {cell.name: cell for cell in cells(rows, limits)}
    assert found["sex=not_recorded"].rows.all()
    assert not found["sex=not_recorded"].judges


def test_intersections_of_two_and_three_attributes_are_reported(three_groups, limits):
    crossed = [cell for cell in cells(three_groups, limits) if cell.kind == "intersection"]
    assert {cell.name.count("&") for cell in crossed} == {1, 2}
    assert not any(cell.judges for cell in crossed)
    pair = next(cell for cell in crossed if cell.name == "ethnicity=minority & sex=male")
    assert pair.rows.sum() == 3


def test_the_levels_of_an_attribute_divide_the_children(fair, limits):
    region = [cell.rows for cell in cells(fair, limits) if cell.attribute == "region"]
    assert (np.sum(region, axis=0) == 1).all()


def test_whom_no_record_places_is_a_group_of_every_crossing(three_groups, limits):
    rows = replace(
        three_groups,
        groups={**three_groups.groups, "sex": np.array(["female"] * 6 + ["not_recorded"] * 6)},
    )
    crossed = [cell for cell in cells(rows, limits) if cell.attribute == "ethnicity & sex"]
    assert (np.sum([cell.rows for cell in crossed], axis=0) == 1).all()
    assert "ethnicity=minority & sex=not_recorded" in {cell.name for cell in crossed}
