import datetime
import itertools
from dataclasses import replace

import numpy as np
import pytest

from riskscreen import auditing, decisions, outcomes, releasing, synthetic, tables
from riskscreen.core import Verdict


@pytest.fixture(scope="module")
def panel():
    return synthetic.panel(households=1200, waves=3, seed=8, profile="demo").records()


@pytest.fixture(scope="module")
def table(panel):
    day = str(synthetic.WAVE_DAYS[1])
    return tables.build_table(panel, outcomes.get("dropout"), as_of=day, policy="demo")


@pytest.fixture(scope="module")
def risk(table):
    """Return the same risk for all, higher where the grade is behind; NaN where unknown."""
    behind = table.features.column("grade_gap_years")
    return np.where(table.eligible == 1, np.clip(0.1 + 0.05 * behind, 0.01, 0.9), np.nan)


@pytest.fixture(scope="module")
def draw(table, limits):
    def draw(risks):
        counted = np.where(np.isnan(table.weight), 1.0, table.weight)
        return decisions.allocate(
            risks, areas=table.areas, weight=counted, capacity=0.1, child_id=table.child_id,
            booster_digest="0" * 64, policy=limits,
        )  # fmt: skip

    return draw


def test_a_table_is_audited_as_its_arrays_are(table, risk, draw, limits):
    got = auditing.audit(
        table, risk, draw(risk), policy=limits, rng=np.random.default_rng(0),
        lists={limits.allocation_rule: lambda risks: draw(risks).selected},
    )  # fmt: skip
    assert got.outcome == "dropout"
    assert got.window == "out_of_fold"
    overall = got.tables["groups"][0]
    assert overall["n_children"] == table.n_rows
    assert overall["n_at_risk"] == int(np.nansum(table.label))
    assert got.tables["allocation"]["rule"] == "equal_cover"
    minority = np.isin(table.groups["ethnicity"], ["Kinh", "Hoa", "", "not_recorded"], invert=True)
    rows = auditing.input_of(table, risk, policy=limits)
    frame = auditing.metric_frame_rows(rows, policy=limits, published=False)
    row = next(row for row in frame if row["group"] == "ethnicity=minority")
    assert row["n_children"] == int(minority.sum())


def test_a_training_table_beside_it_is_compared(table, risk, draw, limits):
    got = auditing.audit(
        table, risk, draw(risk), policy=limits, rng=np.random.default_rng(0), training=(table, risk)
    )
    drift = [f for f in got.findings if f.code == "AUD-12" and f.measured is not None]
    assert got.window == "later"
    assert [finding.measured for finding in drift] == pytest.approx([1] * len(drift))


@pytest.mark.parametrize("declared", list(itertools.product([None, False, True], [False, True])))
def test_a_later_window_may_be_declared_without_its_training_table(
    table, risk, draw, limits, declared
):
    later, beside = declared
    got = auditing.audit(
        table, risk, draw(risk), policy=limits, rng=np.random.default_rng(0), later=later,
        training=(table, risk) if beside else None,
    )  # fmt: skip
    assert got.window == ("later" if (beside if later is None else later) else "out_of_fold")
    coverage = [finding for finding in got.findings if finding.code == "AUD-07"]
    measured = [finding for finding in coverage if finding.measured is not None]
    assert bool(measured) is (beside or later is not True)


def test_every_question_of_the_gate_is_judged_of_every_group(table, risk, draw, limits):
    got = auditing.audit(
        table, risk, draw(risk), policy=limits, rng=np.random.default_rng(0), training=(table, risk)
    )
    decision = releasing.decide(
        got.findings, outcome="dropout", policy=limits, today=datetime.date(2026, 1, 1)
    )
    assert not [finding for finding in decision.refusing if finding.code.startswith("GAT")]


def test_children_without_a_weight_are_left_out_and_counted(table, risk, draw, limits):
    weight = table.weight.copy()
    weight[:100] = np.nan
    got = auditing.audit(
        replace(table, weight=weight), risk, draw(risk), policy=limits,
        rng=np.random.default_rng(0),
        lists={limits.allocation_rule: lambda risks: draw(risks).selected},
    )  # fmt: skip
    finding = next(one for one in got.findings if one.code == "AUD-14")
    assert (finding.group, finding.verdict, finding.judges) == ("overall", Verdict.FAIL, True)
    assert [one.code for one in got.findings] == sorted(one.code for one in got.findings)
    assert finding.detail.startswith(f"100 of {table.n_rows} rows")
    assert got.tables["groups"][0]["n_children"] == table.n_rows - 100
