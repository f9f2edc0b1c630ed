import dataclasses
from pathlib import Path

import pytest
from tests.signers import TRUST

from riskscreen import errors, flows, scoring, signing

from ..conftest import LATER, NOW, Trained  # noqa: TID252 - a test reads its own fixtures


def test_the_stored_audit_and_one_made_anew_agree_on_the_same_children(
    pristine: Trained,
) -> None:
    stored = flows.audit("latest", store=pristine.store, trust=TRUST)["child_labour"]
    anew = flows.audit(
        "latest", records=pristine.held, test_as_of=LATER, store=pristine.store, trust=TRUST
    )["child_labour"]
    # coverage is of the training table, which a repeated audit does not have
    left = [one.code for one in anew.refusing if one.code != "AUD-07"]
    assert left == [finding.code for finding in stored.refusing]


def test_records_without_a_day_are_refused(pristine: Trained) -> None:
    with pytest.raises(errors.InputError, match="--test-as-of"):
        flows.audit("latest", records=pristine.held, store=pristine.store, trust=TRUST)


@pytest.mark.parametrize("decided", [False, True], ids=["the list", "and what was decided"])
def test_a_window_of_which_no_outcome_is_known_yet_judges_nothing(
    pristine: Trained, tmp_path: Path, decided: bool
) -> None:
    where = {"store": pristine.store, "models": tmp_path, "trust": TRUST}
    if decided:
        where |= overridden(tmp_path)
    with pytest.raises(
        errors.InputError,
        match=r"child_labour: 0 of \d+ children of the later window \(2025-09-15\) have a known "
        "outcome 12 months on; it can judge nothing, open it earlier",
    ):
        flows.audit("latest", records=pristine.held, test_as_of=NOW, **where)


def overridden(folder: Path) -> dict[str, Path]:
    signing.make_secret(folder / "log.secret")
    scoring.override(
        folder / "overrides.jsonl",
        secret=folder / "log.secret",
        child_id="c1",
        outcome="child_labour",
        decision="other",
        tier="",
        release="small 1",
        as_of=NOW,
        by="nurse",
        reason="the child moved away",
    )
    return {"overrides": folder / "overrides.jsonl", "secret": folder / "log.secret"}


def test_what_has_no_effect_on_a_stored_audit_is_refused(pristine: Trained) -> None:
    with pytest.raises(errors.InputError, match="--test-as-of without --records"):
        flows.audit("latest", test_as_of=LATER, store=pristine.store, trust=TRUST)


def test_an_explanation_is_of_an_outcome_that_was_trained(pristine: Trained) -> None:
    assert flows.explain(pristine.run, outcome="child_labour").n_children > 0
    with pytest.raises(errors.InputError, match="it trained child_labour"):
        flows.explain(pristine.run, outcome="dropout")


def test_training_rows_never_judge_whatever_their_digest(pristine: Trained) -> None:
    held = dataclasses.replace(pristine.held, source="other")
    with pytest.raises(errors.InputError, match="before the last training label"):
        flows.audit(
            "latest", records=held, test_as_of="2023-09-15", store=pristine.store, trust=TRUST
        )


def test_overrides_without_the_children_or_the_secret_are_refused(
    pristine: Trained, tmp_path: Path
) -> None:
    where = {"store": pristine.store, "trust": TRUST, "overrides": tmp_path / "overrides.jsonl"}
    with pytest.raises(errors.InputError, match="overrides without the children"):
        flows.audit("latest", secret=tmp_path / "log.secret", **where)
    with pytest.raises(errors.InputError, match="the service's secret"):
        flows.audit("latest", records=pristine.held, test_as_of=LATER, **where)
