import numpy as np
import pytest

from riskscreen import features, outcomes, policy, records, tables
from riskscreen.core import Finding
from riskscreen.errors import InputError, OutcomeError

DAY = "2024-09-15"
NAN = np.nan


def codes(table):
    return {finding.code for finding in table.findings}


def test_rows_are_the_eligible_and_those_who_cannot_be_known(by_hand):
    table = tables.build_table(by_hand(), "dropout", as_of=DAY)
    assert table.child_id.tolist() == ["a", "b", "c", "d", "f"]
    np.testing.assert_array_equal(table.eligible, [1, 1, 1, NAN, 1])
    np.testing.assert_array_equal(table.label, [1, 0, NAN, 0, 0])


def test_a_row_trains_if_it_is_eligible_and_its_label_is_known(by_hand):
    table = tables.build_table(by_hand(), "dropout", as_of=DAY)
    assert table.trains.tolist() == [True, True, False, False, True]
    assert table.followed.tolist() == [True, True, False, True, True]


def test_groups_hold_recorded_values_as_text(by_hand):
    table = tables.build_table(by_hand(), "dropout", as_of=DAY)
    assert table.groups["urban"].tolist() == ["1", "0", "", "0", "0"]
    assert table.groups["sex"].tolist() == ["male", "female", "male", "female", "female"]
    assert set(table.groups) == {group.column for group in policy.load().groups.values()}


def test_a_missing_psu_is_the_commune_then_the_household_and_says_so(by_hand):
    held = by_hand(psu=("p", "", "", "p", "p", "p"))
    table = tables.build_table(held, "dropout", as_of=DAY)
    assert table.psu.tolist() == ["p", "commune_code:00001", "household_id:c", "p", "p"]
    finding = next(f for f in table.findings if f.code == "TAB-07")
    assert finding.measured == 2
    assert "1 by commune_code, 1 by household_id" in finding.detail


def test_area_means_are_fitted_here_or_taken_as_given(panel_records):
    here = tables.build_table(panel_records, "dropout", as_of="2023-09-15")
    given = tables.build_table(panel_records, "dropout", as_of="2024-09-15", state=here.state)
    assert given.state is here.state
    assert isinstance(here.state, features.FittedState)


def test_no_protected_column_is_a_feature(panel_records):
    table = tables.build_table(panel_records, "dropout", as_of="2023-09-15")
    protected = {"sex", "ethnicity", "head_ethnicity", "region", "disability"}
    assert not protected & set(table.features.names)


def test_a_later_wave_cannot_change_the_features(panel_records):
    from dataclasses import replace

    early = np.datetime64("2023-09-15")
    cut = replace(
        panel_records,
        children=panel_records.children.take(
            np.flatnonzero(panel_records.children["observed_date"] <= early)
        ),
        households=panel_records.households.take(
            np.flatnonzero(panel_records.households["observed_date"] <= early)
        ),
    )
    whole = tables.build_table(panel_records, "exclusion", as_of=early)
    alone = tables.build_table(cut, "exclusion", as_of=early)
    np.testing.assert_array_equal(whole.features.values, alone.features.values)
    assert not alone.trains.any()


def test_a_nowcast_keeps_the_sources_from_the_features_and_says_concurrent(panel_records):
    table = tables.build_table(panel_records, "dropout", as_of="2024-09-15", horizon_months=0)
    assert table.concurrent
    assert "TAB-09" in codes(table)
    entries = {entry.name: entry for entry in features.catalogue()}
    used = {column for name in table.features.names for column in entries[name].columns}
    assert not used & set(table.barred)
    assert set(table.barred) == set(outcomes.barred_columns(outcomes.get("dropout")))


def test_a_nowcast_without_last_year_carries_the_tag_of_its_stand_in(by_hand):
    table = tables.build_table(by_hand(), "dropout", as_of=DAY, horizon_months=0)
    assert table.outcome.definition == "out_of_school"
    assert "TAB-11" in codes(table)


def test_an_unverified_definition_is_a_finding(panel_records):
    tagged = outcomes.get("child_labour", "ncls2018")
    table = tables.build_table(panel_records, tagged, as_of="2023-09-15")
    assert "TAB-10" in codes(table)


def test_part_labels_come_along(panel_records):
    table = tables.build_table(panel_records, "exclusion", as_of="2023-09-15")
    assert list(table.parts) == list(outcomes.get("exclusion").parts)
    known = table.parts["birth_registration"]
    missed = table.label[known == 1]
    assert (missed == 1).all()


@pytest.mark.parametrize("outcome", ["dropout", "child_labour", "exclusion"])
def test_known_labels_are_those_of_the_synthetic_truth(outcome):
    from riskscreen import synthetic

    panel = synthetic.panel(households=400, waves=3, seed=11, profile="demo")
    table = tables.build_table(panel.records(), outcome, as_of="2023-09-15")
    truth = panel.truth
    here = (truth["outcome"] == outcome) & (truth["day"] == np.datetime64("2023-09-15"))
    came = dict(zip(truth["child_id"][here], truth["label"][here], strict=True))
    pairs = [
        (came[child], label)
        for child, label in zip(table.child_id, table.label, strict=True)
        if not np.isnan(label) and child in came
    ]
    assert len(pairs) > 200
    assert all(true == found for true, found in pairs)


def test_nobody_eligible_is_refused(by_hand):
    grown = outcomes.Outcome(
        name="nobody", definition="here", title_en="", title_vi="",
        eligible=lambda age_years: age_years * 0, label=lambda age_years: age_years * 0,
    )  # fmt: skip
    with pytest.raises(InputError, match="0 of 6 children are eligible for nobody"):
        tables.build_table(by_hand(), grown, as_of=DAY)


def test_anything_but_records_is_refused(by_hand):
    with pytest.raises(InputError, match="build_table reads Records, not Snapshot"):
        tables.build_table(by_hand().as_of(DAY), "dropout", as_of=DAY)


def test_an_unknown_outcome_is_refused(by_hand):
    with pytest.raises(OutcomeError, match="no outcome drop_out"):
        tables.build_table(by_hand(), "drop_out", as_of=DAY)


def worked(held, **columns):
    """Records whose wave says who worked, and of the parts of child labour what ``columns`` do."""
    rows = held.children
    answers = {"economic_hours_week": np.full(rows.n_rows, 20.0), **columns}
    return held.replace(
        children=rows.with_columns(
            **{name: np.resize(np.asarray(values, float), rows.n_rows)
               for name, values in answers.items()}
        )
    )  # fmt: skip


def test_a_definition_of_which_a_part_was_never_asked_is_refused(by_hand):
    with pytest.raises(InputError, match=r"chores_hours_week is recorded for 0 of 6 .* sna_only"):
        tables.build_table(worked(by_hand()), "child_labour", as_of=DAY, horizon_months=0)
    table = tables.build_table(
        worked(by_hand()), "child_labour:sna_only", as_of=DAY, horizon_months=0
    )
    assert table.outcome.definition == "sna_only"
    whole = worked(by_hand(), chores_hours_week=[0.0])
    assert tables.build_table(whole, "child_labour", as_of=DAY, horizon_months=0).n_rows == 6


def test_without_any_part_no_definition_is_offered(by_hand):
    nothing = worked(by_hand(), economic_hours_week=[np.nan])
    with pytest.raises(InputError, match="No definition of it can be answered"):
        tables.build_table(nothing, "child_labour", as_of=DAY, horizon_months=0)


def test_a_day_that_cuts_the_wave_in_two_is_said(by_hand):
    held = worked(by_hand(), chores_hours_week=[0.0])
    days = held.children["observed_date"].copy()
    days[5:] = np.datetime64("2024-09-20")
    late = held.replace(children=held.children.with_columns(observed_date=days).take(np.arange(6)))

    def code(day):
        table = tables.build_table(late, "child_labour", as_of=day, horizon_months=0)
        return {one.code: one for one in table.findings}.get("TAB-14")

    cut = code(DAY)
    assert (cut.measured, cut.verdict.value) == (1.0, "insufficient evidence")
    assert code("2024-09-20") is None


def test_what_a_reader_doubted_of_the_answers_meaning_goes_with_the_table(by_hand):
    doubt = Finding(code="SUR-10", title="definitions", verdict="insufficient evidence", measured=1)
    fine = Finding(code="SUR-10", title="definitions", verdict="pass", measured=1)
    held = worked(by_hand(), chores_hours_week=[0.0]).replace(reading=(doubt, fine))
    table = tables.build_table(held, "child_labour", as_of=DAY, horizon_months=0)
    assert [one.outcome for one in table.findings if one.code == "SUR-10"] == ["child_labour"]


def test_ages_at_which_only_a_yes_can_be_known_are_refused(by_hand):
    """Twenty children of 9 miss what was asked; of forty others nobody knows the rest."""
    rows = 120
    held = by_hand().replace(
        households=records.Table({
            "household_id": ["h"], "observed_date": np.array([DAY], "datetime64[D]"),
            "poverty_status": ["poor"],
        }),
        children=records.Table({
            "child_id": [f"c{i:03}" for i in range(rows)], "household_id": ["h"] * rows,
            "observed_date": np.full(rows, np.datetime64(DAY)),
            "age_years": np.repeat([3.0, 9.0], 60), "sex": ["male", "female"] * 60,
            "weight": np.ones(rows), "ethnicity": ["Kinh"] * rows,
            "birth_registered": np.r_[np.tile([0.0, 1.0], 30), np.full(60, NAN)],
            "health_insurance": np.r_[np.ones(60), np.tile([0.0, 1.0, 1.0], 20)],
            "attending_school": np.r_[np.full(60, NAN), np.ones(60)],
        }),
    )  # fmt: skip
    with pytest.raises(InputError, match=r"at the ages 9 20 children are a yes, 0 a no and 40 not"):
        tables.build_table(held, "exclusion", as_of=DAY, horizon_months=0)
    part = tables.build_table(held, "exclusion_birth_registration", as_of=DAY, horizon_months=0)
    assert {0.0, 1.0} <= set(part.label[~np.isnan(part.label)].tolist())
