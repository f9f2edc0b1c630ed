"""Columns are chosen without case and keep the file's order and spelling."""

from riskscreen.records.files.wanted import chosen


def test_all_are_chosen_where_none_is_asked_for() -> None:
    assert chosen(["B", "a"], None) == ["B", "a"]


def test_case_and_spaces_around_do_not_count() -> None:
    assert chosen(["HL6", "hl4", " HH1 "], ["hh1", "HL4", "ed5"]) == ["hl4", " HH1 "]


def test_every_spelling_of_a_name_is_chosen() -> None:
    assert chosen(["HH1", "hh1"], ["Hh1"]) == ["HH1", "hh1"]


def test_nothing_asked_is_nothing() -> None:
    assert chosen(["a"], []) == []
