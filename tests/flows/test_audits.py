import dataclasses
from pathlib import Path

import pytest
from tests.signers import TRUST

from riskscreen import errors, flows

from ..conftest import LATER, Trained  # noqa: TID252 - a test reads its own fixtures


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
