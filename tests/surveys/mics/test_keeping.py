"""Is every row used or set aside for the reason that really applies?"""

from typing import Any

import numpy as np
import pytest

from riskscreen import records
from riskscreen.surveys.mics import described, keeping
from riskscreen.surveys.mics.keeping import Joined

FACTS = described.facts_of("mics6")
NAN = np.nan
LABELS = {"HH46": {1.0: "COMPLETED", 2.0: "NOBODY AT HOME"}, "FS17": {2.0: "NOT AT HOME"}}


def file(name: str, keys: list[str], **columns: list[Any]) -> records.Raw:
    homes = ["-".join(key.split("-")[:2]) for key in keys]
    held = {"rs_household": np.array(homes, dtype="<U9")}
    if name != "hh":
        held["rs_person"] = np.array(keys, dtype="<U9")
    held |= {column: np.array(values) for column, values in columns.items()}
    return records.Raw(name, held, labels={c: LABELS[c] for c in columns if c in LABELS})


def join(*raws: records.Raw, days: list[str] | None = None) -> Joined:
    held = {raw.name: raw for raw in raws}
    day = np.array(days or ["2021-03-01"] * held["hh"].n_rows, dtype="datetime64[D]")
    return keeping.join(held, FACTS, day=day)


def home(*keys: str, result: list[float] | None = None) -> records.Raw:
    return file("hh", list(keys), HH46=result or [1.0] * len(keys))


def test_households_are_used_once_completed_and_dated() -> None:
    hh = home("1-1", "1-2", "1-2", "", "1-4", "1-5", "1-6", result=[1, 1, 1, 1, 2, NAN, 1])
    days = ["2021-03-01"] * 6 + ["NaT"]
    joined = join(hh, file("hl", ["1-1-1"], HL6=[9.0]), days=days)
    assert joined.sortings["hh"].counts() == {
        "no household or line number": 1, "two rows with one number": 2,
        "not completed: NOBODY AT HOME": 1, "not completed: no result": 1,
        "no day of interview": 1,
    }  # fmt: skip
    assert joined.sortings["hh"].n_used == 1


def test_a_result_without_a_label_is_named_by_its_code() -> None:
    joined = join(home("1-1", result=[7.0]), file("hl", ["1-1-1"], HL6=[9.0]))
    assert list(joined.sortings["hh"].counts()) == ["not completed: HH46 7"]


def test_members_follow_their_household() -> None:
    hl = file("hl", ["1-1-1", "1-2-1", "9-9-1", ""], HL6=[9.0] * 4)
    joined = join(home("1-1", "1-2", result=[1, 2]), hl)
    assert joined.sortings["hl"].counts() == {
        "no household or line number": 1, "household not in hh": 1, "household set aside": 1,
    }  # fmt: skip


def test_two_persons_with_one_line_number_are_both_set_aside() -> None:
    joined = join(home("1-1"), file("hl", ["1-1-1", "1-1-1", "1-1-2"], HL6=[9.0] * 3))
    assert joined.sortings["hl"].counts() == {"two rows with one number": 2}
    assert joined.members.tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("listed", "own", "age", "reason"),
    [
        (17.0, NAN, 17.0, ""), (0.0, NAN, 0.0, ""), (18.0, NAN, 18.0, "aged 18 and over"),
        (98.0, NAN, NAN, "age not known"),
        (NAN, 7.0, 7.0, ""), (18.0, 17.0, 17.0, ""), (9.0, 98.0, 9.0, ""), (9.0, 40.0, 9.0, ""),
        (95.0, NAN, 95.0, "aged 18 and over"), (-1.0, NAN, NAN, "age not known"),
    ],
)  # fmt: skip
def test_the_childs_own_questionnaire_decides_its_age_where_it_says_one(
    listed: float, own: float, age: float, reason: str
) -> None:
    hl = file("hl", ["1-1-1"], HL6=[listed])
    fs = file("fs", ["1-1-1"], FS17=[1.0], CB3=[own])
    joined = join(home("1-1"), hl, fs)
    assert np.array_equal(joined.age, [age], equal_nan=True)
    assert list(joined.sortings["hl"].counts()) == ([reason] if reason else [])


@pytest.mark.parametrize(
    ("age", "school_age", "kept"),
    [(18.0, 17.0, True), (18.0, 18.0, False), (18.0, 995.0, False), (19.0, 17.0, False)],
)
def test_who_turned_18_since_the_school_year_began_is_kept_for_its_tables(
    age: float, school_age: float, kept: bool
) -> None:
    joined = join(home("1-1"), file("hl", ["1-1-1"], HL6=[age], schage=[school_age]))
    assert joined.sortings["hl"].used.tolist() == [kept]


def test_a_questionnaire_that_was_not_completed_says_no_age() -> None:
    fs = file("fs", ["1-1-1"], FS17=[2.0], CB3=[7.0])
    joined = join(home("1-1"), file("hl", ["1-1-1"], HL6=[NAN]), fs)
    assert joined.sortings["hl"].counts() == {"age not known": 1}
    assert joined.sortings["fs"].counts() == {"not completed: NOT AT HOME": 1}


def test_a_questionnaire_belongs_to_a_used_member_or_is_set_aside() -> None:
    hl = file("hl", ["1-1-1", "1-1-2", "1-1-3", "1-1-3", "1-2-1"], HL6=[9, 40, 8, 8, 9.0])
    keys = ["1-1-1", "1-1-2", "1-1-3", "1-1-9", "1-2-1", "7-7-1", ""]
    fs = file("fs", keys, FS17=[1.0] * 7, CB3=[NAN] * 7)
    joined = join(home("1-1", "1-2", result=[1, 2]), hl, fs)
    assert joined.sortings["fs"].counts() == {
        "no household or line number": 1, "household not in hh": 1, "household set aside": 1,
        "not among the members": 1, "member set aside": 2,
    }  # fmt: skip
    assert joined.sortings["fs"].used.tolist() == [True] + [False] * 6


def test_of_two_answers_of_one_child_none_is_picked_unless_one_alone_was_completed() -> None:
    hl = file("hl", ["1-1-1", "1-1-2"], HL6=[9.0, 9.0])
    keys = ["1-1-1", "1-1-1", "1-1-2", "1-1-2"]
    fs = file("fs", keys, FS17=[1.0, 1.0, 2.0, 1.0], CB3=[9.0] * 4)
    rows = join(home("1-1"), hl, fs).sortings["fs"]
    assert rows.used.tolist() == [False, False, False, True]
