import numpy as np
import pytest

from riskscreen import features, outcomes, policy, tables
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

    panel = synthetic.panel(households=400, waves=3, seed=11)
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
