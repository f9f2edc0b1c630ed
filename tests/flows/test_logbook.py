import json
import re

from ..conftest import Trained  # noqa: TID252 - a test reads its own fixtures


def test_nothing_that_a_report_prints_names_a_child(pristine: Trained) -> None:
    known = set(pristine.held.children["child_id"].tolist())
    known |= set(pristine.held.households["household_id"].tolist())
    for path in (pristine.artifacts() / "report").iterdir():
        words = set(re.findall(r"\w+", path.read_text("utf-8")))
        assert not words & known, path.name


def test_a_report_prints_no_small_number_of_children(pristine: Trained) -> None:
    facts = json.loads((pristine.artifacts() / "report" / "facts.json").read_text("utf-8"))
    for outcome in facts["outcomes"]:
        for row in outcome["data_findings"]:
            assert row["measured"] is None or not 1 < row["measured"] < 30
        for row in outcome["groups"]:
            assert row["suppressed"] or row["n_children"] is None or row["n_children"] >= 30


def test_every_file_that_counts_is_sealed(pristine: Trained) -> None:
    facts = json.loads((pristine.artifacts() / "audit" / "child_labour.json").read_text("utf-8"))
    result = pristine.run.results["child_labour"]
    assert facts["model_sha256"] == result.trained.model.digest
    assert facts["policy_digest"] == pristine.run.plan.limits.digest
