"""What goes into the bundle of a run that passed the gate?"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import riskscreen.bundle
from riskscreen import policy, registry, releasing, reporting
from riskscreen.flows.fitness import audited
from riskscreen.flows.outcome_facts import verdict_findings
from riskscreen.flows.reports import stored_findings, stored_model

__all__ = ["Said", "contents_of", "told_findings"]


@dataclass(frozen=True, slots=True)
class Said:
    """The run's facts with the gate's word, and the meta of the release."""

    facts: dict[str, Any]
    meta: dict[str, Any]
    demo: bool
    today: datetime.datetime

    @classmethod
    def of(
        cls,
        facts: dict[str, Any],
        decisions: Mapping[str, releasing.Decision],
        *,
        population: str,
        demo: bool,
        today: datetime.datetime,
        released: Mapping[str, Any],
        signed_off: Sequence[riskscreen.bundle.Approval],
    ) -> Said:
        """Return the facts of a release.

        Parameters
        ----------
        facts : dict
            What training wrote for its report; changed.
        decisions : mapping of str to Decision
            The gate's word, as it may be published.
        population : str
            For whom it is valid; empty for what the run says.
        demo : bool
        today : datetime.datetime
        released : mapping
            Name, version, last day.
        signed_off : sequence of Approval
        """
        meta = {
            **facts["meta"],
            "population": population or facts["meta"]["population"],
            "release": dict(released),
            "sign_offs": [one.to_dict() for one in signed_off],
        }
        facts |= {"meta": meta, "demo": demo}
        for outcome in facts["outcomes"]:
            outcome["decision"] = decisions[outcome["name"]].to_dict()
        return cls(facts=facts, meta=meta, demo=demo, today=today)


def contents_of(
    held: registry.Store,
    record: registry.RunRecord,
    *,
    said: Said,
    decisions: Mapping[str, releasing.Decision],
    limits: policy.Policy,
    envelopes: Sequence[Mapping[str, Any]],
) -> riskscreen.bundle.BundleContents:
    """Return the contents of a bundle.

    Parameters
    ----------
    held : Store
    record : RunRecord
        The run.
    said : Said
    decisions : mapping of str to Decision
        As they may be published; only outcomes that pass get a model.
    limits : Policy
    envelopes : sequence of mapping
        The approvals.
    """

    def stored(path: str) -> Any:  # noqa: ANN401 - any JSON value
        return json.loads(held.read(record.run_id, f"candidate/{path}"))

    expires = str(said.meta["release"]["expires"])
    findings = told_findings(held, record.run_id, said.facts, list(decisions), limits=limits)
    passed = [outcome for outcome, decision in decisions.items() if decision.passed]
    models = {outcome: stored_model(held, record.run_id, outcome) for outcome in passed}
    features = stored("features.json")
    needed = {feature for one in models.values() for feature in one.feature_names}
    features["names"] = [feature for feature in features["names"] if feature in needed]
    features["medians"] = {feature: features["medians"][feature] for feature in features["names"]}
    verdicts = {
        outcome: {
            "verdict": decision.verdict.value,
            **audited(held, record, outcome),
            "findings": findings[outcome],
            "waived": decision.to_dict()["waived"],
        }
        for outcome, decision in decisions.items()
    }
    return riskscreen.bundle.BundleContents(
        models=models,
        cutoffs={outcome: stored(f"{outcome}/cutoffs.json") for outcome in passed},
        features=features,
        policy=limits.to_dict(),
        schema=stored("schema.json"),
        verdicts=verdicts,
        card=releasing.card(
            name=str(said.meta["release"]["name"]),
            version=int(said.meta["release"]["version"]),
            meta={**said.meta, "expires": expires, "demo": said.demo},
            policy=limits,
            decisions=list(decisions.values()),
        ),
        golden={outcome: stored(f"{outcome}/golden.json") for outcome in passed},
        reports={lang: reporting.render(said.facts, lang=lang) for lang in reporting.LANGUAGES},
        approvals=[dict(envelope) for envelope in envelopes],
        meta={
            "name": said.meta["release"]["name"],
            "counter": said.meta["release"]["version"],
            "training_digest": said.meta["training_digest"],
            "run_id": record.run_id,
            "code_version": said.meta["code_version"],
            "population": said.meta["population"],
            "created": said.today.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "expires": expires,
            "demo": said.demo,
            "synthetic": bool(said.meta["synthetic"]),
            "legal": {key: said.meta[key] for key in ("legal_basis", "purpose", "retention_until")},
        },
    )


def told_findings(
    held: registry.Store,
    run_id: str,
    facts: Mapping[str, Any],
    outcomes: Sequence[str],
    *,
    limits: policy.Policy,
) -> dict[str, list[dict[str, Any]]]:
    """Return by outcome what the audit of a run found, as a bundle of it carries that.

    Parameters
    ----------
    held : Store
    run_id : str
    facts : mapping
        What the run's report is made from: its tables say which groups are too small to tell.
    outcomes : sequence of str
    limits : Policy
    """
    tables = {one["name"]: one for one in facts["outcomes"]}
    return {
        outcome: verdict_findings(
            stored_findings(held, run_id, outcome), tables.get(outcome, {}), limits
        )
        for outcome in outcomes
    }
