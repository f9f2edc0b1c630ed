import json

import pytest
from tests.signers import TRUST

from riskscreen import errors, flows

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


def test_the_facts_come_back_as_they_were_logged(pristine: Trained) -> None:
    text = flows.report("latest", format="json", store=pristine.store)
    logged = (pristine.artifacts() / "report" / "facts.json").read_text("utf-8")
    assert json.loads(text) == json.loads(logged)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_page_is_the_one_that_was_logged(pristine: Trained, lang: str) -> None:
    logged = (pristine.artifacts() / "report" / f"report_{lang}.html").read_text("utf-8")
    assert flows.report(pristine.run.run_id[:10], lang=lang, store=pristine.store) == logged


def test_a_run_that_nobody_made_has_no_report(pristine: Trained) -> None:
    with pytest.raises(errors.RegistryError, match="answer to 'nobody'"):
        flows.report("nobody", store=pristine.store)


def test_a_decision_is_told_with_every_reason(trained: Trained) -> None:
    for path in (trained.artifacts() / "audit").glob("*.json"):
        path.write_text('{"findings": []}', encoding="utf-8")
    decision = flows.audit("latest", store=trained.store, trust=TRUST)["child_labour"]
    lines = flows.decision_lines(decision)
    assert len(lines) == 1 + len(decision.refusing) > 10
