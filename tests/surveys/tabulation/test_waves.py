import numpy as np
import pytest
from tests.surveys.tiny import held, survey

from riskscreen import synthetic
from riskscreen.errors import InputError
from riskscreen.surveys.tabulation import waves


def _seen(*visits):
    """Records of (household, day) with one child of each household."""
    homes = {
        "household_id": [home for home, _ in visits],
        "observed_date": np.array([day for _, day in visits], dtype="datetime64[D]"),
    }
    children = {
        "child_id": [f"{home}-1" for home, _ in visits],
        **homes,
        "age_years": [9.0] * len(visits),
    }
    return held(homes, children)


def _days(records):
    return [waves.span(*days) for days in waves.spans(records)]


def test_weeks_of_field_work_are_one_wave():
    assert _days(_seen(("a", "2014-01-05"), ("b", "2014-02-20"), ("c", "2014-04-30"))) == [
        "2014-01-05 to 2014-04-30"
    ]


def test_four_quarters_are_one_wave_and_a_longer_pause_ends_it():
    quarters = [("a", "2014-03-01"), ("b", "2014-06-01"), ("c", "2014-09-01"), ("d", "2014-12-01")]
    assert len(_days(_seen(*quarters))) == 1
    assert _days(_seen(("a", "2014-01-01"), ("b", "2014-04-04"))) == ["2014-01-01", "2014-04-04"]


def test_rows_of_one_round_of_a_survey_are_one_wave_whatever_the_pause():
    held = _seen(("h1", "2014-01-05"), ("h2", "2014-09-20"))
    assert len(waves.spans(held)) == 2
    said = held.households.with_columns(survey=["mics5"] * 2, survey_round=["2014"] * 2)
    assert len(waves.spans(held.replace(households=said))) == 1
    mixed = held.households.with_columns(survey=["mics5"] * 2, survey_round=["2014", "2020"])
    assert len(waves.spans(held.replace(households=mixed))) == 2


def test_a_household_seen_again_begins_another_wave():
    visits = _seen(("a", "2014-01-01"), ("b", "2014-01-20"), ("a", "2014-01-30"))
    assert _days(visits) == ["2014-01-01 to 2014-01-20", "2014-01-30"]


def test_a_child_seen_again_in_another_household_begins_another_wave():
    moved = held(
        {"household_id": ["a", "b"],
         "observed_date": np.array(["2014-01-01", "2014-01-09"], dtype="datetime64[D]")},
        {"child_id": ["c", "c"], "household_id": ["a", "b"],
         "observed_date": np.array(["2014-01-01", "2014-01-09"], dtype="datetime64[D]")},
    )  # fmt: skip
    assert _days(moved) == ["2014-01-01", "2014-01-09"]


def test_several_waves_without_a_day_are_refused_by_name():
    visits = _seen(("a", "2023-09-15"), ("a", "2024-09-15"))
    with pytest.raises(InputError, match=r"2 waves .*: 2023-09-15, 2024-09-15\. Name the day"):
        waves.one_wave(visits)


@pytest.mark.parametrize(
    ("as_of", "day"),
    [("2023-09-15", "2023-09-15"), ("2024-09-14", "2023-09-15"), ("2030-01-01", "2024-09-15")],
)
def test_as_of_takes_the_latest_wave_that_had_ended(as_of, day):
    visits = _seen(("a", "2023-09-15"), ("a", "2024-09-15"), ("b", "2024-09-15"))
    wave = waves.one_wave(visits, as_of)
    assert str(wave.first_day) == str(wave.last_day) == day
    assert wave.n_children == wave.households.n_rows == (1 if day < "2024" else 2)


def test_a_day_before_the_end_of_every_wave_and_no_day_at_all_are_refused():
    visits = _seen(("a", "2014-01-05"), ("b", "2014-02-20"))
    with pytest.raises(InputError, match="none of 1 waves had ended by 2014-02-19"):
        waves.one_wave(visits, "2014-02-19")
    with pytest.raises(InputError, match="'soon' is not a day"):
        waves.one_wave(visits, "soon")


def test_each_wave_of_a_panel_has_ended_by_its_day():
    panel = synthetic.panel(households=360, seed=3, profile="demo").records()
    found = waves.spans(panel)
    assert len(found) == len(synthetic.WAVE_DAYS)
    for (_, last), day in zip(found, synthetic.WAVE_DAYS, strict=True):
        assert last <= np.datetime64(day)
        assert waves.one_wave(panel, day).last_day == last


def test_records_without_days_are_one_wave():
    undated = _seen(("a", "NaT"), ("b", "NaT"))
    wave = waves.one_wave(undated)
    assert wave.n_children == 2
    assert waves.span(wave.first_day, wave.last_day) == ""


def test_rows_without_a_day_are_told_where_there_are_several_waves():
    visits = _seen(("a", "2023-09-15"), ("a", "2024-09-15"), ("b", "NaT"))
    wave = waves.one_wave(visits, "2024-09-15")
    assert wave.n_children == 1
    assert "1 of 3 child rows have no day and are in no wave" in [en for en, _ in wave.notes]


def test_a_households_column_is_spread_and_missing_where_there_is_no_household():
    tiny = survey(children={"household_id": ["h1", "h9", *["h4"] * 7]})
    wave = waves.one_wave(tiny)
    assert wave.column("stratum").tolist() == ["A", "", *["B"] * 7]
    assert np.isnan(wave.column("urban")[1])
    assert wave.column("nothing") is None
    assert np.isnan(wave.numbers("region")).all()


def test_two_surveys_in_one_wave_are_refused():
    mixed = survey(households={"survey_round": [2012.0] * 3 + [2014.0] * 4})
    with pytest.raises(InputError, match=r"2 values of survey_round .*: 2012 \(3\), 2014 \(4\)"):
        waves.one_wave(mixed)


def test_no_child_is_refused():
    empty = held(
        {"household_id": ["a"]},
        {"child_id": np.array([], dtype=str), "household_id": np.array([], dtype=str)},
    )
    with pytest.raises(InputError, match="no child rows"):
        waves.one_wave(empty)
