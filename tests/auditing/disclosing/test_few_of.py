"""A level of few counted children costs as many others as it takes, and no more."""

import pytest

from riskscreen.auditing.disclosing.few_of import few_of

FEWEST = 30


def told(listed, *, everyone=None, suppressed=()):
    """Return the levels that are told, of one attribute."""
    rows = [{"group": "overall", "attribute": "", "suppressed": "overall" in suppressed}]
    rows += [
        {"group": f"region={name}", "attribute": "region", "suppressed": name in suppressed}
        for name in listed
    ]
    counts = {f"region={name}": count for name, count in listed.items()}
    counts["overall"] = sum(listed.values()) if everyone is None else everyone
    gone = few_of(rows, counts, fewest=FEWEST)
    return {name for name in listed if f"region={name}" not in gone}


@pytest.mark.parametrize(
    ("listed", "left"),
    [
        ({"north": 40, "centre": 50, "south": 30}, {"north", "centre", "south"}),
        ({"north": 40, "centre": 50, "south": 29}, {"centre"}),
        ({"north": 40, "centre": 50, "south": 1}, {"centre"}),
        ({"north": 40, "centre": 50, "south": 0}, {"north", "centre"}),
        ({"north": 90, "centre": 16, "south": 14}, {"north"}),
        ({"north": 90, "centre": 12, "south": 10}, set()),
        ({"north": 9, "centre": 12, "south": 10}, set()),
    ],
    ids=["enough", "one_few", "one_child", "nobody", "two_few_enough", "two_few", "all_few"],
)
def test_what_is_left_of_everyones_figure_is_of_none_or_of_enough(listed, left):
    assert told(listed) == left


def test_a_suppressed_level_is_one_that_is_not_told():
    assert told({"north": 40, "centre": 50, "south": 60}, suppressed=("south",)) == {
        "north", "centre",
    }  # fmt: skip


def test_children_whose_level_nobody_recorded_cost_no_level_by_themselves():
    assert told({"north": 40, "centre": 50}, everyone=95) == {"north", "centre"}


def test_they_count_among_those_who_are_left():
    assert told({"north": 40, "centre": 50, "south": 12}, everyone=125) == {"north", "centre"}


@pytest.mark.parametrize("first", [0, 1, 2])
def test_the_order_of_the_levels_changes_nothing(first):
    names = [("a", 40), ("b", 50), ("c", 12)]
    assert told(dict(names[first:] + names[:first])) == {"b"}
