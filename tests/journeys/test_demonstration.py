"""The demo, both worlds, at its full size: what it promises, and every path that it prints."""

import csv
import json
import sqlite3

import numpy as np
import pyarrow.parquet
import pytest

from riskscreen import (
    auditing,
    flows,
    ledger,
    measures,
    outcomes,
    policy,
    records,
    signing,
    synthetic,
    tables,
)

pytestmark = pytest.mark.long  # four minutes of one core


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> flows.Demo:
    return flows.demo(tmp_path_factory.mktemp("demo"))


def test_every_path_that_it_prints_opens(made: flows.Demo) -> None:
    printed = "\n".join(made.lines())
    for name, path in made.paths.items():
        assert str(path) in printed, name
        if path.suffix in (".html", ".jsonl"):
            assert path.read_text("utf-8").strip()
        elif path.suffix == ".parquet":
            assert pyarrow.parquet.read_table(path).num_rows > 100_000
        elif path.suffix == ".csv":
            assert len(list(csv.DictReader(path.read_text("utf-8").splitlines()))) > 0
        elif path.suffix == ".db":
            with sqlite3.connect(path) as connection:
                assert connection.execute("SELECT count(*) FROM runs").fetchone()[0] == 2
            connection.close()
        elif path.suffix == ".toml":
            assert signing.read_trust(path)
        else:
            assert any(path.iterdir()), name


def test_the_fair_world_is_released_with_all_three(made: flows.Demo) -> None:
    manifest = json.loads((made.paths["release"] / "manifest.json").read_text("utf-8"))
    assert set(manifest["outcomes"]) == set(flows.STANDARD)
    assert manifest["demo"] is True
    assert manifest["signature"] == "model.sig"
    assert [
        line.kind
        for line in ledger.read(
            made.paths["ledger"], trust=signing.read_trust(made.paths["trusted keys"])
        )
    ] == [
        "pre-registration",
        "release",
        "refusal",
    ]


def test_the_biased_world_is_refused_by_observed_over_expected(made: flows.Demo) -> None:
    by = {(finding.code, finding.group): finding for finding in made.refused_by}
    observed = by["AUD-01", "ethnicity=minority"]
    ratio = by["AUD-02", "ethnicity=minority"]
    for finding in (observed, ratio):
        assert finding.verdict.value == "fail"
        assert finding.interval[0] > 1.25


def test_each_required_group_has_700_at_risk(made: flows.Demo) -> None:
    held = records.read_records(made.paths["fair records"])
    limits = policy.load("demo")
    for name in flows.STANDARD:
        table = tables.build_table(
            held, outcomes.get(name), as_of=synthetic.WAVE_DAYS[1], policy=limits
        )
        rate = np.average(table.label[table.trains], weights=table.weight[table.trains])
        assert 0.10 <= rate <= 0.15, name
        cut = auditing.levels(limits, table.groups, table.n_rows)
        for group in limits.groups.values():
            for level in group.levels if group.required else ():
                at_risk = (cut[group.name] == level) & (table.label == 1)
                assert at_risk.sum() >= 700, (name, group.name, level)


def test_the_first_line_beside_the_panel_says_what_it_is(made: flows.Demo) -> None:
    first = (made.paths["fair records"] / "README.md").read_text("utf-8").splitlines()[0]
    assert "10-15 %" in first


def test_the_visit_list_is_of_one_commune(made: flows.Demo) -> None:
    rows = list(csv.DictReader(made.paths["visit list"].read_text("utf-8").splitlines()))
    assert len({row["commune"] for row in rows}) == 1


def oracle_auc(made: flows.Demo, name: str) -> float:
    """Return the AUC of the true observable risk among the children whom the demo judged by."""
    truth = pyarrow.parquet.read_table(made.paths["fair records"] / "truth.parquet").to_pandas()
    of = (truth["outcome"] == name) & (truth["day"].astype(str) == str(synthetic.WAVE_DAYS[1]))
    known = dict(zip(truth["child_id"][of], truth["risk_observable"][of], strict=True))
    held = records.read_records(made.paths["fair records"])
    table = tables.build_table(held, name, as_of=synthetic.WAVE_DAYS[1], policy="demo")
    risk = np.array([known.get(child, np.nan) for child in table.child_id.tolist()])
    of_known = table.trains & np.isfinite(risk)
    assert of_known.sum() > 0.99 * table.trains.sum()
    return measures.weighted_auc(table.label[of_known], risk[of_known], table.weight[of_known])


def test_the_models_come_near_the_truth(made: flows.Demo) -> None:
    facts = json.loads(made.paths["fair report en"].with_name("facts.json").read_text("utf-8"))
    for outcome in facts["outcomes"]:
        figures = {row["name"]: row["value"] for row in outcome["evaluation"]}
        assert 0.85 <= figures["calibration_slope"] <= 1.15
        assert 0.9 <= figures["observed_over_expected"] <= 1.1
        lists = {row["name"]: row["auc"] for row in outcome["baselines"]}
        assert lists["model"] >= lists["logistic"] - 0.005
        assert figures["auc"] >= oracle_auc(made, outcome["name"]) - 0.025
        judged = [one for one in outcome["findings"] if one["code"] == "AUD-01" and one["judges"]]
        assert len(judged) == 8
        assert all(0.8 <= one["measured"] <= 1.25 for one in judged)
