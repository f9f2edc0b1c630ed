"""The seven needs of a child, and from how many unmet ones a child counts as poor."""

import copy
import tomllib
from importlib import resources

import pytest

from riskscreen import schema
from riskscreen.errors import PolicyError
from riskscreen.policy.needs import load_needs, parse_needs

FIELDS = [
    "education", "health", "housing", "water_and_sanitation", "early_work", "recreation",
    "social_inclusion",
]  # fmt: skip


@pytest.fixture
def source():
    text = resources.files("riskscreen.policy").joinpath("needs.toml").read_text("utf-8")
    return copy.deepcopy(tomllib.loads(text))


def field_of(column):
    return schema.CHILDREN.get(column) or schema.HOUSEHOLDS[column]


def conditions():
    return [
        one for need in load_needs().needs for ground in need.grounds for one in ground
    ]  # fmt: skip


def test_the_seven_fields_are_those_that_are_published():
    assert [need.name for need in load_needs().needs] == FIELDS


def test_two_unmet_needs_make_a_child_poor():
    assert load_needs().least_unmet == 2
    assert repr(load_needs()) == "Needs(gso7, 2 of 7)"


def test_a_child_of_the_definition_is_under_16():
    assert load_needs().children_below == 16


def test_the_lines_of_2011_to_2015_are_in_thousand_dong_a_month():
    assert load_needs().poverty_lines == {"rural": 400.0, "urban": 500.0}


def test_every_need_has_a_ground_and_says_why():
    assert all(need.why and need.grounds and all(need.grounds) for need in load_needs().needs)


def test_every_column_of_a_ground_is_of_the_schema():
    assert set(load_needs().columns) <= {name for _, name in schema.fields()}


def test_the_columns_are_each_named_once_and_sorted():
    columns = load_needs().columns
    assert list(columns) == sorted({one.column for one in conditions()})


def test_every_ground_asks_of_a_column_what_its_type_can_say():
    for one in conditions():
        kind = field_of(one.column)
        assert (one.truth is not None) == (kind.type == "bool"), one
        assert set(one.among) <= set(kind.codes), one


def test_the_definition_is_read_once_and_its_digest_is_of_its_content(source):
    assert load_needs() is load_needs()
    assert parse_needs(source).digest == load_needs().digest
    source["least_unmet"] = 3
    assert parse_needs(source).digest != load_needs().digest


@pytest.mark.parametrize(
    "entry",
    ["name", "date", "least_unmet", "children_below", "source", "need", "poverty_line"],
)
def test_an_absent_entry_is_refused_by_name(source, entry):
    del source[entry]
    with pytest.raises(PolicyError, match=rf"^needs lack \['{entry}'\], and have \[\] that nobody"):
        parse_needs(source)


@pytest.mark.parametrize(
    ("place", "of"),
    [(None, "needs"), (("need", 4), "need early_work"), (("poverty_line", 0), "a poverty line")],
    ids=["of the file", "of a need", "of a line"],
)
def test_an_unknown_entry_is_refused_wherever_it_stands(source, place, of):
    entry = source if place is None else source[place[0]][place[1]]
    entry["extra"] = 1
    wording = rf"^{of} lack \[\], and have \['extra'\] that nobody reads$"
    with pytest.raises(PolicyError, match=wording):
        parse_needs(source)


@pytest.mark.parametrize("entry", ["grounds", "why"])
def test_a_need_without_an_entry_is_refused_by_its_name(source, entry):
    del source["need"][4][entry]
    with pytest.raises(PolicyError, match=rf"^need early_work lack \['{entry}'\], and have \[\]"):
        parse_needs(source)


def test_a_need_without_a_name_is_refused(source):
    del source["need"][0]["name"]
    with pytest.raises(PolicyError, match=r"^need \? lack \['name'\]"):
        parse_needs(source)


def test_two_needs_of_one_name_are_refused(source):
    source["need"][1]["name"] = "education"
    wording = "^1 needs have one name; first is education; tell them apart$"
    with pytest.raises(PolicyError, match=wording):
        parse_needs(source)


@pytest.mark.parametrize("grounds", [[], [[]], "one empty"], ids=["none", "empty", "one empty"])
def test_a_ground_without_a_condition_is_refused(source, grounds):
    need = source["need"][4]
    need["grounds"] = [*need["grounds"], []] if grounds == "one empty" else grounds
    with pytest.raises(PolicyError, match=r"^need early_work has a ground without a condition"):
        parse_needs(source)


def test_all_absent_entries_are_named_at_once():
    wording = r"^needs lack \['children_below', 'date', 'least_unmet', 'name', "
    with pytest.raises(PolicyError, match=wording):
        parse_needs({})


@pytest.mark.parametrize("least", [0, -1, 8, True, 1.5, 2.0])
def test_more_needs_than_there_are_none_or_no_whole_number_is_refused(source, least):
    source["least_unmet"] = least
    with pytest.raises(PolicyError, match=f"^least_unmet is {least} of 7 needs; name 1-7$"):
        parse_needs(source)


@pytest.mark.parametrize("least", [1, 7])
def test_one_need_and_all_needs_are_definitions(source, least):
    source["least_unmet"] = least
    assert parse_needs(source).least_unmet == least


def test_a_ground_that_is_no_condition_is_refused_with_its_need(source):
    source["need"][4]["grounds"][0][0] = {"column": "age_years", "under": 16}
    with pytest.raises(PolicyError, match=r"need early_work: condition .*under.* is not a column"):
        parse_needs(source)
