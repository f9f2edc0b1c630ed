"""On real children the recipe ranks, loses nothing to a straight line, and says what it cannot."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.journeys import progresa as progresa_files
from tests.signers import TRUST

from riskscreen import flows, measures, outcomes, records, tables, training
from riskscreen.core import Verdict
from riskscreen.outcomes import logic

FOLDER = progresa_files.FOLDER
DAY = "1997-11-01"
LIMITS = progresa_files.LIMITS

pytestmark = progresa_files.needed


@pytest.fixture(scope="module")
def held() -> records.Records:
    return records.read_records(FOLDER, mapping=progresa_files.MAPPING)


@pytest.fixture(scope="module")
def dropout(held: records.Records) -> tables.TrainingTable:
    return tables.build_table(held, "dropout", as_of=DAY, policy=LIMITS)


class Compared:
    """Mean AUC inside the folds of one seed, of the model and of logistic regression."""

    def __init__(self, table: tables.TrainingTable, seed: int) -> None:
        trained = training.fit_outcome(table, policy=LIMITS, seed=seed)
        training.check_folds(trained.fold, household=table.household_id, psu=table.psu)
        # the same villages are drawn for every seed, so that replicates of seeds can be averaged
        drawn = measures.rao_wu(
            table.stratum, table.psu, replicates=200, rng=np.random.default_rng(0)
        )
        risks = {"model": trained.oof_risk, "logistic": trained.baselines["logistic"].oof_risk}
        self.auc: dict[str, float] = {}
        self.replicates: dict[str, NDArray[np.float64]] = {}
        for name, risk in risks.items():
            inside = [np.flatnonzero(trained.fold == fold) for fold in range(5)]
            parts = [(table.label[rows], risk[rows], table.weight[rows]) for rows in inside]
            self.auc[name] = float(np.mean([measures.weighted_auc(*part) for part in parts]))
            self.replicates[name] = np.mean(
                [
                    measures.weighted_auc_replicates(*part, drawn.index[rows], drawn.factors)
                    for rows, part in zip(inside, parts, strict=True)
                ],
                axis=0,
            )


def test_dropout_of_one_fold_seed_reaches_0_70(dropout: tables.TrainingTable) -> None:
    compared = Compared(dropout, seed=0)
    assert compared.auc["model"] >= 0.70


@pytest.mark.long
def test_dropout_of_ten_fold_seeds_is_not_below_logistic_regression(
    dropout: tables.TrainingTable,
) -> None:
    seeds = [Compared(dropout, seed=seed) for seed in range(10)]
    mean = {name: np.mean([one.auc[name] for one in seeds]) for name in ("model", "logistic")}
    gain = mean["model"] - mean["logistic"]
    drawn = np.mean([one.replicates["model"] - one.replicates["logistic"] for one in seeds], axis=0)
    lo = gain - 1.96 * drawn.std(ddof=1)
    assert mean["model"] >= 0.70
    assert lo > -0.005, f"{mean}, gain {gain:.4f}, lower end {lo:.4f}"


def entitled_and_poor(poverty_status, eligible_transfer, village_treated):
    """Households poor from the start, in villages where the transfer is paid."""
    return logic.both(logic.among(poverty_status, ("poor",)), eligible_transfer, village_treated)


def not_received(social_assistance):
    """The transfer of the next school year did not arrive."""
    return logic.negate(social_assistance)


TAKE_UP = outcomes.Outcome(
    name="exclusion",
    definition="progresa_poor_1997",
    title_en="transfer not received",
    title_vi="không nhận được trợ cấp",
    eligible=entitled_and_poor,
    label=not_received,
    sources=("social_assistance",),
)


def all_entitled(eligible_transfer, village_treated):
    """Every entitled household in those villages, also those first classed as not poor."""
    return logic.both(eligible_transfer, village_treated)


TRAP = replace(TAKE_UP, definition="progresa_entitled_1997", eligible=all_entitled)


@pytest.mark.long
@pytest.mark.parametrize("outcome", [TAKE_UP, TRAP], ids=["poor", "trap"])
def test_exclusion_is_insufficient_evidence_and_the_trap_is_named(
    held: records.Records, outcome: outcomes.Outcome, tmp_path: Path
) -> None:
    run = flows.train(
        held,
        as_of=[DAY],
        outcomes=(outcome,),
        policy=progresa_files.POLICY,
        store=tmp_path,
        seed=0,
        trust=TRUST,
    )
    result = run.results["exclusion"]
    findings = result.judged.audit.findings
    if outcome is TRAP:
        named = [one for one in findings if one.code == "AUD-11" and one.verdict is Verdict.FAIL]
        assert any("on_poor_list" in one.title for one in named)
        return
    auc = next(one for one in result.judged.evaluation if one.name == "auc")
    assert auc.hi - auc.lo > 0.1
    ranking = next(one for one in findings if one.code == "AUD-08")
    assert ranking.verdict is Verdict.INSUFFICIENT
    assert result.judged.audit.verdict is Verdict.INSUFFICIENT
    decision = flows.audit(run.run_id, store=tmp_path, trust=TRUST)["exclusion"]
    assert decision.verdict is Verdict.INSUFFICIENT
    # a place alone, which the model may not read, ranks far above it
    table, area = result.windows.training, result.trained.baselines["area"].oof_risk
    rows = np.isfinite(area)
    assert measures.weighted_auc(table.label[rows], area[rows], table.weight[rows]) > auc.value
