from dataclasses import replace

import numpy as np
import pytest

from riskscreen import auditing, decisions, outcomes, synthetic, tables
from riskscreen.core import Verdict


@pytest.fixture(scope="module")
def panel():
    return synthetic.panel(households=1200, waves=3, seed=8).records()


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
        allocate=lambda risks: draw(risks).selected,
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


def test_children_without_a_weight_are_left_out_and_counted(table, risk, draw, limits):
    weight = table.weight.copy()
    weight[:100] = np.nan
    got = auditing.audit(
        replace(table, weight=weight), risk, draw(risk), policy=limits,
        rng=np.random.default_rng(0), allocate=lambda risks: draw(risks).selected,
    )  # fmt: skip
    finding = got.findings[-1]
    assert (finding.code, finding.verdict) == ("AUD-14", Verdict.INSUFFICIENT)
    assert finding.detail.startswith(f"100 of {table.n_rows} rows")
    assert got.tables["groups"][0]["n_children"] == table.n_rows - 100
