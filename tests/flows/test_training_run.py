import dataclasses

import numpy as np
import pytest
from tests.signers import TRUST

from riskscreen import errors, flows
from riskscreen.flows.training_run import held_out_risk

from ..conftest import FIRST, HERE, LATER, Trained  # noqa: TID252 - a test reads its own fixtures


def test_a_child_in_a_fold_is_judged_by_a_booster_that_never_saw_it(pristine: Trained) -> None:
    result = pristine.run.results["child_labour"]
    table, trained = result.windows.training, result.trained
    risk = held_out_risk(table, trained, pristine.run.plan.limits)
    seen = table.trains & (trained.fold >= 0)
    released = trained.model.predict(table.features.values).risk
    given = seen & np.isfinite(risk)
    assert not np.allclose(risk[given], released[given])
    lost = (table.eligible == 1) & ~table.followed & np.isfinite(risk)
    np.testing.assert_array_equal(risk[lost], released[lost])


def test_held_out_children_are_refused_as_a_service_would(pristine: Trained) -> None:
    result = pristine.run.results["child_labour"]
    table, limits = result.windows.training, pristine.run.plan.limits
    unknown = dataclasses.replace(
        table.features, values=np.full_like(table.features.values, np.nan)
    )
    blank = dataclasses.replace(table, features=unknown)
    assert np.isnan(held_out_risk(blank, result.trained, limits)).all()


def test_the_audited_list_leaves_the_reserve_out(pristine: Trained) -> None:
    judged = pristine.run.results["child_labour"].judged
    table, limits = judged.table, pristine.run.plan.limits
    planned = limits.capacity_of("child_labour") * table.weight.sum()
    refused = table.weight[np.isnan(judged.risk)].sum()
    ranked = table.weight[judged.allocation.selected].sum()
    assert ranked <= planned - min(limits.reserve_share * planned, refused) + 1e-9


def test_every_stage_is_in_the_run(pristine: Trained) -> None:
    run = pristine.run
    assert set(run.results) == {"child_labour", "not_vaccinated"}
    assert run.screener.models["child_labour"].outcome == "child_labour"
    assert run.code_lists == ("from_2025",)
    assert run.results["child_labour"].judged.audit.window == "later"
    assert flows.audit(run.run_id, store=pristine.store, trust=TRUST)["child_labour"].n_judging > 10


def test_records_without_a_legal_basis_train_nothing(pristine: Trained) -> None:
    held = dataclasses.replace(pristine.held, legal_basis="")
    with pytest.raises(errors.InputError, match="legal_basis"):
        flows.train(held, as_of=FIRST, store=pristine.folder / "none", trust=TRUST)
    assert not (pristine.folder / "none").exists()


def test_a_target_for_an_outcome_that_is_not_trained_is_refused(pristine: Trained) -> None:
    with pytest.raises(errors.InputError, match="first is dropout"):
        flows.train(
            pristine.held, as_of=FIRST, test_as_of=LATER, outcomes=("child_labour",),
            policy=HERE / "small.toml", target_prevalence={"dropout": 0.05}, trust=TRUST
        )  # fmt: skip


def test_every_code_of_a_service_is_in_the_audit_by_group(pristine: Trained) -> None:
    judged = pristine.run.results["child_labour"].judged
    audit = judged.audit
    row = next(row for row in audit.tables["scored_only"] if row["group"] == "overall")
    codes = {name for name in row if name.startswith("refused_")}
    assert codes == {
        "refused_eligibility_not_known", "refused_too_little_known", "refused_missing_never_seen",
        "refused_outside_training", "refused_outside_support",
    }  # fmt: skip
    assert max(row[code] for code in codes) <= row["abstention"] <= sum(row[code] for code in codes)
    novel = {one.group: one for one in audit.findings if one.code == "AUD-28"}
    assert {"overall", "ethnicity=minority", "sex=female"} <= set(novel)
    assert not any(one.judges for one in novel.values())


def test_the_model_says_what_it_has_seen(pristine: Trained) -> None:
    trained = pristine.run.results["child_labour"].trained
    table, support = pristine.run.results["child_labour"].windows.training, trained.model.support
    rows = table.features.values[np.isfinite(trained.weight)]
    for seen, place in zip(support.features, support.places, strict=True):
        assert seen.missing_children == np.isnan(rows[:, place]).sum()
    beyond = np.average(support.outside(rows), weights=trained.weight[np.isfinite(trained.weight)])
    assert beyond <= pristine.run.plan.limits.novelty_share
