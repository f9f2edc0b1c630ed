"""A small, whole set of facts, so that rendering is tried without training."""

from typing import Any

import pytest

from riskscreen import policy, reporting
from riskscreen.core import Finding, Verdict


def finding(code: str, group: str, verdict: Verdict, measured: float | None) -> dict[str, Any]:
    return Finding(
        code=code, title=code, verdict=verdict, group=group, outcome="dropout",
        measured=measured, interval=None if measured is None else (measured - 0.1, measured + 0.1),
        limit=(-0.15, 0.15) if code == "AUD-03" else (0.8, 1.25), judges=True,
        detail="<b>first</b> case",
    ).to_dict()  # fmt: skip


@pytest.fixture
def facts() -> dict[str, Any]:
    groups = ["overall", "ethnicity=kinh_hoa", "ethnicity=minority", "region=<script>\"Đắk Lắk'"]
    findings = [
        finding(code, group, verdict, measured)
        for code in ("AUD-01", "AUD-03")
        for group, verdict, measured in zip(
            groups,
            (Verdict.PASS, Verdict.PASS, Verdict.FAIL, Verdict.INSUFFICIENT),
            (1.02, 0.98, 1.61, None),
            strict=True,
        )
    ]
    row = {
        "n_children": 1234.0, "n_at_risk": 123.0, "selection_rate": 0.1,
        "false_negative_rate": 0.62, "false_positive_rate": 0.07, "precision": 0.4,
        "abstention": 0.01, "observed_over_expected": 1.02, "auc": None, "suppressed": False,
    }  # fmt: skip
    outcome = {
        "name": "dropout", "title_en": "School dropout", "title_vi": "Bỏ học",
        "definition": "dropout_v1", "window": "later", "concurrent": False,
        "decision": {
            "verdict": "fail", "refusing": [findings[2]],
            "waived": [],
        },
        "findings": findings,
        "headline": {"at_risk": 12345.0, "found": 4567.0, "missed": 7778.0},
        "groups": [
            {**row, "group": "overall"},
            {**row, "group": "ethnicity=minority", "suppressed": True},
        ],
        "baselines": [
            {"name": "model", "found": 0.37, "lo": 0.34, "hi": 0.40},
            {"name": "checklist", "found": 0.21, "lo": 0.19, "hi": 0.23},
        ],
        "evaluation": [{"name": "auc", "value": 0.79, "lo": 0.77, "hi": 0.81}],
        "importance": [
            {"feature": "x", "label_en": "grades behind", "label_vi": "chậm lớp",
             "importance": 0.4},
        ],
        "data_findings": [
            {
                "code": "TAB-04", "title": "lost to follow-up", "unit": "children",
                "verdict": "insufficient evidence", "measured": 88.0,
            }
        ],
        "allocation": {
            "rule": "equal_cover", "capacity": 0.1, "reserve": 0.1, "communes_without_list": 280,
        },
    }  # fmt: skip
    meta = {
        "run_id": "abc", "created": "2026-11-23", "code_version": "0.1.0", "data_digest": "d" * 64,
        "legal_basis": "none", "purpose": "a test", "retention_until": "2027-01-01",
        "population": "demo", "weights": "expansion", "training_days": ["2023-09-15"],
        "test_day": "2024-09-15", "n_training": 30000, "n_judged": 31000, "synthetic": True,
    }  # fmt: skip
    return reporting.facts(meta=meta, policy=policy.load("demo"), outcomes=[outcome], demo=True)
