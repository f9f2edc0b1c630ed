import numpy as np
import pytest
from tests.surveys.tiny import columns_of

from riskscreen import outcomes
from riskscreen.errors import InputError, OutcomeError
from riskscreen.outcomes import Outcome, logic
from riskscreen.surveys.tabulation.labour import default_tag, labour

X = np.nan


def _answer(tag, part="", **columns):
    found = {one.indicator: one for one in labour(tag, with_module=True)}
    asked = columns_of(**{name: [value] for name, value in columns.items()})
    return found["child_labour" + part].event(asked)[0]


def _work(age, hours, chores=0.0, hazard=0.0, known=X):
    return {
        "age_years": age, "economic_hours_week": hours, "chores_hours_week": chores,
        "hazardous_work": hazard, "chores_hours_known_week": known,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("age", "hours", "chores", "wanted"),
    [
        (5, 0.99, 0, 0), (5, 1, 0, 1), (11, 1, 0, 1), (11.9, 1, 0, 1),
        (12, 13.99, 0, 0), (12, 14, 0, 1), (14, 14, 0, 1), (14.5, 13.99, 0, 0),
        (15, 14, 0, 0), (15, 42.99, 0, 0), (15, 43, 0, 1), (17, 43, 0, 1),
        (14, 0, 20.99, 0), (14, 0, 21, 1), (15, 0, 21, 0), (17, 0, 140, 0),
    ],
)  # fmt: skip
def test_mics6_counts_from_the_hours_of_each_age(age, hours, chores, wanted):
    assert _answer("sdg871_mics6", **_work(age, hours, chores)) == wanted


@pytest.mark.parametrize(
    ("age", "hours", "chores", "hazard", "wanted"),
    [
        (14, 0, 27.99, 0, 0), (14, 0, 28, 0, 1), (15, 0, 28, 0, 0), (15, 0, 42.99, 0, 0),
        (15, 0, 43, 0, 1), (16, 2, 0, 1, 1), (16, 2, 0, 0, 0), (5, 1, 0, 0, 1),
    ],
)  # fmt: skip
def test_mics5_counts_chores_at_any_age_and_hazard(age, hours, chores, hazard, wanted):
    assert _answer("mics5", **_work(age, hours, chores, hazard)) == wanted


@pytest.mark.parametrize(
    ("work", "wanted"),
    [
        (_work(8, X, 0), X),  # may be in child labour: not known, and counts as no
        (_work(8, X, 21), 1),  # is, whatever the hours of work
        (_work(8, 0, X), X),
        (_work(8, 0, X, known=20), X),
        (_work(8, 0, X, known=21), 1),  # the known part alone is enough
        (_work(16, 0, X), 0),  # no number of hours of chores counts from 15
        (_work(16, X, 60), X),
    ],
)
def test_an_unknown_part_counts_as_none_and_is_told_apart(work, wanted):
    answer = _answer("sdg871_mics6", **work)
    assert answer == wanted or (np.isnan(answer) and np.isnan(wanted))


def test_no_work_in_the_year_settles_the_hours():
    assert _answer("sdg871_mics6", **_work(8, X), worked_12_months=0.0) == 0


@pytest.mark.parametrize(("hours", "hazard", "wanted"), [(0, X, 0), (3, X, X), (3, 1, 1)])
def test_hazard_is_beside_the_headline_of_mics6(hours, hazard, wanted):
    work = _work(16, hours, hazard=hazard)
    answer = _answer("sdg871_mics6", "_with_hazard", **work)
    assert answer == wanted or (np.isnan(answer) and np.isnan(wanted))
    assert _answer("sdg871_mics6", **work) == 0
    assert np.array_equal(_answer("sdg871_mics6", "_hazard", **work), float(wanted), equal_nan=True)


def test_the_parts_are_hours_of_work_and_of_chores():
    work = _work(12, 14, 20)
    assert _answer("mics5", "_economic", **work) == 1
    assert _answer("mics5", "_chores", **work) == 0
    assert _answer("mics5", "_chores", **_work(12, 0, X, known=28)) == 1
    assert np.isnan(_answer("mics5", "_chores", **_work(12, 0, X, known=27)))
    assert _answer("sdg871_mics6", "_chores", **_work(15, 0, X)) == 0


def test_each_definition_has_its_own_bands_and_parts():
    old = labour("ncls2018", with_module=True)
    assert old[0].bands == ((5, 12), (13, 14), (15, 17))
    assert not old[0].verified
    assert [one.indicator for one in labour("sna_only", with_module=True)] == [
        "child_labour", "child_labour_with_hazard", "child_labour_economic", "child_labour_hazard",
    ]  # fmt: skip
    assert {one.tag for one in old} == {"ncls2018"}


def test_what_the_printed_report_of_a_survey_uses_is_the_default():
    assert [default_tag(name) for name in ("mics5", "mics6", "")] == [
        "mics5", "sdg871_mics6", "sdg871_mics6",
    ]  # fmt: skip


def test_without_the_module_every_child_with_hours_is_the_base():
    whole = labour("sdg871_mics6", with_module=False)[0]
    assert whole.base(columns_of(economic_hours_week=[0, X])).tolist() == [1, 0]
    assert (whole.module, whole.weights) == ("", ("weight_selected", "weight"))


def test_an_unknown_definition_is_refused():
    with pytest.raises(OutcomeError, match="no definition ilo of child_labour; it has sdg871"):
        labour("ilo", with_module=True)


def _mine(tag, label, sources):
    return outcomes.register(
        Outcome(
            name="child_labour", definition=tag, title_en="own", title_vi="own", label=label,
            eligible=lambda age_years: logic.between(age_years, 5, 17), sources=sources,
        )
    )  # fmt: skip


@pytest.fixture
def forgotten(monkeypatch):
    held = outcomes.outcome._REGISTRY
    monkeypatch.setitem(held, "child_labour", dict(held["child_labour"]))


def test_somebodys_own_definition_is_tabulated_by_its_columns(forgotten):
    def any_hour(age_years, economic_hours_week):
        return logic.more_than(economic_hours_week, 0.0)

    _mine("any_hour", any_hour, ("economic_hours_week",))
    (whole,) = labour("any_hour", with_module=True)
    answers = whole.event(columns_of(age_years=[8, 8, 8], economic_hours_week=[0.5, 0, X]))
    assert np.array_equal(answers, [1, 0, X], equal_nan=True)
    assert whole.needs == (("economic_hours_week",),)


def test_a_definition_that_needs_more_than_columns_is_refused(forgotten):
    def by_siblings(age_years, household):
        return household.count(age_years > 5)

    _mine("by_siblings", by_siblings, ())
    with pytest.raises(InputError, match="by by_siblings needs household"):
        labour("by_siblings", with_module=True)
