"""Row by row: does a panel agree with what is published?"""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from riskscreen import synthetic
from riskscreen.errors import InputError
from riskscreen.synthetic.fitting.agreeing import AGREES, DIFFERS, Agreement, Row, agreement
from riskscreen.synthetic.fitting.crossing import Figure
from riskscreen.synthetic.fitting.targets import contradictions, targets

YEAR = int(str(synthetic.WAVE_DAYS[0])[:4])
ANSWER = {"age_years": 8, "sex": "male", "attending_school": 1.0}


@pytest.fixture(scope="module")
def small():
    return synthetic.panel(households=1000, waves=1, seed=1)


@pytest.fixture(scope="module")
def table(small):
    return agreement(small.households, small.children, profile="vhlss2014", year=YEAR)


def judged(wave, key, kid, *, profile="vhlss2014"):
    """The row of one target for a wave of 400 children, of whom ``kid`` says a share."""
    households, children = wave([{"household_id": f"h{at % 4 + 1}", **ANSWER, **kid(at)}
                                 for at in range(400)])  # fmt: skip
    found = agreement(households, children, profile=profile, year=2014)
    (row,) = [row for row in found.rows if row.target.key == key]
    return row


def share_out(share):
    """Every hundredth of the children in turn out of school, the same share in every PSU."""
    return lambda at: {"attending_school": float(at // 4 >= share)}


@pytest.mark.parametrize(
    ("out_of_100", "verdict"), [(1, AGREES), (50, DIFFERS)], ids=["near 0.8 %", "far from it"]
)
def test_a_target_within_the_interval_agrees_and_another_differs(wave, out_of_100, verdict):
    row = judged(wave, "not_in_school, male 6-10, percent", share_out(out_of_100))
    assert row.figure.value == pytest.approx(out_of_100)
    assert row.verdict == verdict
    assert row.judged


@pytest.mark.parametrize(
    ("panel", "verdict"),
    [(0.844, AGREES), (0.756, AGREES), (0.856, DIFFERS), (0.744, DIFFERS)],
    ids=["rounds down to it", "rounds up to it", "rounds to 0.9", "rounds to 0.7"],
)
def test_a_target_counts_as_precisely_as_it_was_printed(known, wave, monkeypatch, panel, verdict):
    exact = Figure(panel, 0.0, panel, panel, 9)
    monkeypatch.setattr(
        "riskscreen.synthetic.fitting.agreeing.measured", lambda target, cross: exact
    )
    row = judged(wave, "not_in_school, male 6-10, percent", share_out(0))
    assert (row.target.value, row.verdict) == (0.8, verdict)


def test_a_figure_that_nobody_can_tell_does_not_agree(wave):
    row = judged(wave, "children_in_poor_households, male, percent", share_out(0))
    assert math.isnan(row.figure.value)
    assert row.verdict == DIFFERS


def test_a_contradicted_figure_is_shown_and_not_judged(table):
    keys = {key for one in contradictions() for key in one.keys}
    rows = [row for row in table.rows if row.verdict == "contradiction"]
    assert {row.target.key for row in rows} == keys
    assert not any(row.judged or math.isnan(row.figure.value) for row in rows)


def test_a_line_of_the_policy_is_shown_and_not_judged(table):
    rows = [row for row in table.rows if row.verdict == "policy"]
    assert {row.target.key for row in rows} == {
        "poverty_line, rural, line", "poverty_line, urban, line",
    }  # fmt: skip
    assert not any(row.judged for row in rows)
    assert [row.figure.value for row in rows] == [row.target.value for row in rows]


@pytest.mark.parametrize("profile", ["demo", "atlantis", ""])
def test_a_profile_for_which_no_figure_answers_is_refused(small, profile):
    wording = f"^no published figure answers for profile {profile}: 0 of .*: ncls2012, prov"
    with pytest.raises(InputError, match=wording):
        agreement(small.households, small.children, profile=profile, year=YEAR)


def test_a_figure_of_another_year_or_survey_is_context_whatever_the_panel_says(table):
    rows = [row for row in table.rows if row.target.context]
    assert rows
    assert {row.verdict for row in rows} == {"context"}
    assert not any(row.judged for row in rows)


@pytest.mark.parametrize("profile", ["vhlss2014", "ncls2012", "province2025"])
def test_a_panel_is_held_to_its_own_profile_only(small, profile):
    found = agreement(small.households, small.children, profile=profile, year=YEAR)
    excused = ("contradiction", "policy")
    own = {row.target.key for row in found.rows if row.judged or row.verdict in excused}
    assert own == {one.key for one in targets() if one.profile == profile} != set()
    others = [row for row in found.rows if row.verdict == "other profile"]
    assert all(row.target.profile not in (profile, "demo") for row in others)
    assert not any(row.judged for row in others)
    assert any(row.figure.n > 0 and math.isfinite(row.figure.value) for row in others)


def test_every_target_has_its_row_in_the_order_of_the_files(table):
    assert [row.target for row in table.rows] == list(targets())


def test_the_counts_are_those_of_the_rows(table):
    verdicts = [row.verdict for row in table.rows]
    assert table.agreeing == verdicts.count(AGREES)
    assert table.judged == verdicts.count(AGREES) + verdicts.count(DIFFERS)
    assert repr(table) == f"Agreement(vhlss2014, {table.agreeing} of {table.judged} rows agree)"


def test_the_text_has_a_line_for_every_row_that_says_its_verdict_or_its_profile(table):
    lines = table.text().splitlines()
    for row in table.rows:
        found = [line for line in lines if line.startswith(f"{row.target.key} ")]
        said = {
            "context": f"context, {row.target.year}",
            "other profile": f"profile {row.target.profile}",
        }.get(row.verdict, row.verdict)
        assert any(line.endswith(f"  {said}") for line in found), row.target.key


def test_the_text_begins_with_the_counts(table):
    first = table.text().splitlines()[0]
    assert first.startswith(f"vhlss2014, wave of {YEAR}: {table.agreeing} of {table.judged} ")


def test_the_text_ends_with_every_contradiction_and_its_choice(table):
    _, _, end = table.text().partition("Contradictions among what is published")
    for one in contradictions():
        assert f"- {one.what}: {one.arithmetic} {one.choice}" in end


@pytest.mark.parametrize(
    ("key", "printed"),
    [("children, all 0-15, count", "1,234,568"), ("age_share, male 0-5, percent", "1,234,567.80")],
    ids=["a count", "a percentage"],
)
def test_a_count_is_printed_whole_and_a_percentage_with_two_digits(known, key, printed):
    figure = Figure(1234567.8, 0.0, 1234567.8, 1234567.8, 3)
    assert printed in Agreement("vhlss2014", 2014, (Row(known[key], figure, AGREES),)).text()


def test_every_row_is_json_without_nan(table):
    for row in table.rows:
        text = json.dumps(row.to_dict(), allow_nan=False)
        assert json.loads(text)["key"] == row.target.key


def test_an_unknown_figure_is_null_for_machines(table):
    row = replace(table.rows[0], figure=Figure(*(math.nan,) * 4, n=0))
    assert row.to_dict()["panel"] == {
        "value": None, "standard_error": None, "lo": None, "hi": None, "n": 0,
    }  # fmt: skip


def test_a_row_for_machines_says_all_of_its_target(table):
    facts = table.rows[0].to_dict()
    assert facts["profile"] == "vhlss2014"
    assert facts["value"] == 387_455
    assert facts["verdict"] == table.rows[0].verdict
    assert facts["panel"]["n"] == table.rows[0].figure.n


def test_the_wave_of_the_year_is_the_one_compared(wave):
    homes = [{"observed_date": f"{year}-09-15"} for year in (2014, 2014, 2015, 2015)]
    kids = [
        {"household_id": home, "age_years": 8, "sex": "male", "observed_date": f"{year}-09-15"}
        for home, year in (("h1", 2014), ("h3", 2015), ("h4", 2015))
    ]
    for year, children in ((2014, 1), (2015, 2)):
        found = agreement(*wave(kids, homes), profile="vhlss2014", year=year)
        (row,) = [row for row in found.rows if row.target.key == "children, all 0-15, count"]
        assert row.figure.value == pytest.approx(children)
        assert found.year == year


def test_the_weights_of_households_that_are_all_alike_cancel_out_of_a_share(wave):
    kids = [{"household_id": f"h{at % 4 + 1}", **ANSWER, **share_out(9)(at)} for at in range(400)]
    heavy = [{**kid, "weight": 1000.0} for kid in kids]
    values = []
    for rows, weight in ((kids, 1.0), (heavy, 1000.0)):
        found = agreement(*wave(rows, [{"weight": weight}] * 4), profile="vhlss2014", year=2014)
        values.append({row.target.key: row.figure.value for row in found.rows})
    key = "not_in_school, male 6-10, percent"
    assert values[0][key] == pytest.approx(values[1][key])
    assert np.isclose(values[1]["children, all 0-15, count"], 400_000)
