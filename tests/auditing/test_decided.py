"""What is about another list is counted, and told in words, in no more detail than is published."""

import numpy as np
import pytest

from riskscreen import auditing
from riskscreen.auditing.decided import counted_apart

NOBODY = np.zeros(3, dtype=bool)


def apart(decided, selected=NOBODY):
    return counted_apart(decided, selected=selected)


def words(**counts):
    return auditing.apart_in_words(apart(auditing.Decided(NOBODY, NOBODY, **counts)))


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "0 children decided about within the time of the list"),
        (
            {"n_decided": 40, "n_unmatched": 7, "n_other_times": 3},
            "40 children decided about within the time of the list; 7 children of them are not "
            "judged here; 3 decisions of other times are left out",
        ),
        (
            {"n_decided": 8, "n_something_else": 8},
            "8 children decided about within the time of the list; 8 children were decided about "
            "otherwise than for or against a visit",
        ),
        (
            {"n_decided": 9, "n_other_releases": 4, "n_other_outcomes": 2,
             "releases": ("a 1", "b 2")},
            "9 children decided about within the time of the list; 4 decisions about other "
            "releases are left out; 2 decisions about outcomes that nobody knows are left out; "
            "they are about 2 releases: a 1, b 2",
        ),
    ],
    ids=["nothing", "joined", "something_else", "other_lists"],
)  # fmt: skip
def test_what_was_not_joined_is_said(counts, said):
    assert words(**counts) == said


def test_of_many_releases_five_are_named():
    assert words(releases=tuple(f"r {n}" for n in range(9))).endswith("r 3, r 4, ...")
    assert words(releases=("r 1",)).endswith("within the time of the list")


def test_a_few_are_told_as_few():
    counts = apart(auditing.Decided(NOBODY, NOBODY)) | {"n_not_judged": None}
    assert "fewer than 5 children of them are not judged" in auditing.apart_in_words(counts)


def test_decisions_are_shown_by_their_numbers():
    away = np.array([True, False, True])
    assert repr(auditing.Decided(away, ~away)) == "Decided(2 away from a visit, 1 towards one)"


def test_decisions_that_the_list_does_not_meet_are_counted_and_told():
    """A service decides about a whole tier; the list of an audit ends with the capacity."""
    away, towards = np.array([True, True, False, False]), np.array([False, False, True, True])
    listed = np.array([True, False, True, False])
    counts = apart(auditing.Decided(away, towards, n_decided=4), listed)
    assert (counts["n_away_off_list"], counts["n_towards_listed"]) == (1, 1)
    assert auditing.apart_in_words(counts) == (
        "4 children decided about within the time of the list; 1 children decided against a visit "
        "are not on the list that this audit draws: it is as long as the capacity, a service may "
        "have listed more; 1 children decided towards a visit are on that list already"
    )
