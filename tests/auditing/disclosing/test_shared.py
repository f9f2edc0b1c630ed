import pytest

from riskscreen.auditing.disclosing.shared import Shared, shared_outcomes

META = {"horizon_months": 12, "data_digest": "a", "population": "register",
        "test_day": "2024-09-15",
        "training_days": ["2022-09-15", "2023-09-15"]}  # fmt: skip
OUTCOME = {"name": "dropout", "definition": "d1", "window": "later"}


def shared(before, after, outcome_before=None, outcome_after=None):
    facts = [
        {"meta": {**META, **meta}, "outcomes": [{**OUTCOME, **(outcome or {})}]}
        for meta, outcome in ((before, outcome_before), (after, outcome_after))
    ]
    return [one for _, _, one in shared_outcomes(*facts)]


@pytest.mark.parametrize("after", [{}, {"population": "copy_of_folder"},
                                   {"training_days": ["2023-09-14"]}])  # fmt: skip
def test_the_same_rows_judged_again_are_the_same_children(after):
    assert shared({}, after) == [Shared.CHILDREN]


def test_other_data_of_the_same_register_and_day_may_have_grown():
    assert shared({}, {"data_digest": "b"}) == [Shared.DAYS]


@pytest.mark.parametrize(
    "after",
    [{"horizon_months": 0}, {"data_digest": "b", "population": "another"},
     {"test_day": "2025-09-15"}],
    ids=["horizon", "register", "day"],
)  # fmt: skip
def test_other_children_are_not_compared(after):
    assert shared({}, after) == []


def test_another_definition_is_another_outcome():
    assert shared({}, {}, outcome_after={"definition": "d2"}) == []


def test_a_report_out_of_fold_shares_the_days_that_trained_it():
    fold = {"window": "out_of_fold"}
    own = {"test_day": None, "training_days": ["2023-09-15", "2024-09-15"]}
    assert shared(own, {}, outcome_before=fold) == [Shared.SOME]
    assert shared(own, own, outcome_before=fold, outcome_after=fold) == [Shared.CHILDREN]
    assert shared({**own, "training_days": ["2023-09-15"]}, {}, outcome_before=fold) == []


def test_who_does_not_say_which_day_was_judged_may_have_judged_any():
    assert shared({"test_day": None}, {}) == [Shared.SOME]
