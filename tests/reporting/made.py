"""Made facts: a small hostile set, and a full one with every table of an audit."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from tests.reporting import made_tables

from riskscreen import policy, reporting
from riskscreen.core import Finding, Verdict

PEOPLES = ("kinh_hoa", "tay", "thai", "muong", "nung", "khmer", "mong", "others")
REGIONS = (
    "red_river_delta", "northern_mountains", "central_coast", "central_highlands", "south_east",
    "mekong_delta",
)  # fmt: skip
REQUIRED = [
    ("ethnicity", "kinh_hoa"), ("ethnicity", "minority"), ("sex", "female"), ("sex", "male"),
    *(("region", region) for region in REGIONS),
]  # fmt: skip
REPORTED = [("people", level) for level in PEOPLES]
HOSTILE = "region=<script>\"Đắk Lắk'"

META = {
    "run_id": "4f1c9a7be0d24c7f8b1d2a3c4e5f6071", "created": "2026-11-29", "code_version": "0.1.0",
    "data_digest": "d" * 64, "legal_basis": "Luật Trẻ em 2016", "purpose": "sắp thứ tự thăm hộ",
    "retention_until": "2027-01-01", "population": "demo", "weights": "expansion",
    "training_days": ["2023-09-15"], "test_day": "2024-09-15", "n_training": 30120,
    "n_judged": 31200, "synthetic": True,
    "release": {
        "name": "tre_em_2026", "version": 3, "expires": "2027-11-29",
        "contacts": ["Cục Bà mẹ và Trẻ em, Bộ Y tế"],
    },
    "sign_offs": [
        {"name": "Nguyễn Thị Hoa", "role": "Phó Cục trưởng", "day": "2026-11-28"},
        {"name": "Vàng A Páo", "role": "đại diện người Mông", "day": "2026-11-28"},
    ],
}  # fmt: skip

LIMITS = {
    "AUD-01": (0.8, 1.25), "AUD-02": (0.8, 1.25), "AUD-03": (-0.1, 0.1), "AUD-04": (-0.05, None),
    "AUD-05": (None, 0.1), "AUD-06": (-0.05, 0.05), "AUD-07": (0.8, None), "AUD-08": (0.6, None),
    "AUD-09": (0.75, 1.3), "AUD-10": (0.0, None),
}  # fmt: skip


def finding(
    code: str,
    group: str,
    verdict: Verdict,
    measured: float | None,
    *,
    judges: bool = True,
    reach: float = 0.1,
    detail: str = "<b>first</b> case",
) -> dict[str, Any]:
    return Finding(
        code=code, title=code, verdict=verdict, group=group, outcome="dropout", measured=measured,
        interval=None if measured is None else (measured - reach, measured + reach),
        limit=LIMITS.get(code), judges=judges, detail=detail,
    ).to_dict()  # fmt: skip


def plain_facts() -> dict[str, Any]:
    groups = ["overall", "ethnicity=kinh_hoa", "ethnicity=minority", HOSTILE]
    verdicts = (Verdict.PASS, Verdict.PASS, Verdict.FAIL, Verdict.INSUFFICIENT)
    findings = [
        finding(code, group, verdict, measured)
        for code in ("AUD-01", "AUD-03")
        for group, verdict, measured in zip(groups, verdicts, (1.02, 0.98, 1.61, None), strict=True)
    ]
    row = {
        "n_children": 1234.0, "n_at_risk": 123.0, "selection_rate": 0.1,
        "false_negative_rate": 0.62, "false_negative_rate_lo": 0.6, "false_negative_rate_hi": 0.64,
        "false_positive_rate": 0.07, "precision": 0.4, "abstention": 0.01,
        "observed_over_expected": 1.02, "auc": None, "suppressed": False,
    }  # fmt: skip
    outcome = {
        "name": "dropout", "title_en": "School dropout", "title_vi": "bỏ học",
        "definition": "dropout_v1", "window": "later", "concurrent": False,
        "decision": {"verdict": "fail", "refusing": [findings[2]], "waived": []},
        "findings": findings,
        "headline": {"at_risk": 12345.0, "found": 4567.0, "missed": 7778.0},
        "groups": [
            {**row, "group": "overall"},
            {**row, "group": "ethnicity=minority", "suppressed": True},
            {**row, "group": HOSTILE},
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
            {"code": "TAB-04", "title": "eligible children whose label is not known",
             "unit": "children", "verdict": "insufficient evidence", "measured": 88.0},
        ],
        "allocation": {
            "rule": "equal_cover", "capacity": 0.1, "reserve": 0.1, "communes_without_list": 280,
        },
    }  # fmt: skip
    meta = {key: META[key] for key in META if key not in ("release", "sign_offs")}
    return reporting.facts(meta=meta, policy=policy.load("demo"), outcomes=[outcome], demo=True)


def full_facts() -> dict[str, Any]:
    rng = np.random.default_rng(7)
    outcomes = [
        _outcome(rng, "dropout", ("school dropout", "bỏ học"), "insufficient evidence"),
        _outcome(rng, "child_labour", ("child labour", "lao động trẻ em"), "fail"),
        _outcome(
            rng, "exclusion", ("exclusion from entitlements", "chưa được hưởng chính sách"), "pass"
        ),
    ]
    held = reporting.facts(meta=META, policy=policy.load("default"), outcomes=outcomes)
    held["synthetic"] = True
    return held


def names(pairs: Sequence[tuple[str, str]]) -> list[str]:
    return [f"{attribute}={level}" for attribute, level in pairs]


def _outcome(
    rng: np.random.Generator, name: str, titles: tuple[str, str], verdict: str
) -> dict[str, Any]:
    findings = _findings(rng, verdict)
    waived = []
    if verdict == "pass":
        waived = [
            {
                "finding": finding(
                    "AUD-07", "region=central_highlands", Verdict.INSUFFICIENT, None
                ),
                "waiver": {
                    "code": "AUD-07", "until": "2027-06-30",
                    "why": "Tổng cục Thống kê chưa công bố tỷ trọng",
                    "by": "Trần Văn Minh, Cục Trẻ em",
                },
            }
        ]  # fmt: skip
    refusing = [one for one in findings if one["judges"] and one["verdict"] != "pass"]
    return {
        "name": name, "title_en": titles[0], "title_vi": titles[1],
        "definition": f"{name}_sdg_8_7_1", "window": "later", "concurrent": False,
        "model_digest": "a" * 64,
        "decision": {
            "outcome": name, "verdict": verdict, "n_judging": 60, "refusing": refusing,
            "waived": waived,
        },
        "findings": findings,
        "headline": {
            "at_risk": 112345.0, "found": 41567.0, "missed": 70778.0, "missed_lo": 68010.0,
            "missed_hi": 73450.0,
        },
        **made_tables.tables(rng, REQUIRED, REPORTED),
    }  # fmt: skip


def _findings(rng: np.random.Generator, verdict: str) -> list[dict[str, Any]]:
    found = []
    needed = (
        "undecided: if the figure stays where it is, about 1,200 more children at risk in the "
        "smaller of the two groups would make it pass"
    )
    for code, centre, reach in (
        ("AUD-01", 1.0, 0.12), ("AUD-02", 1.0, 0.1), ("AUD-03", 0.0, 0.05), ("AUD-04", 0.0, 0.02),
        ("AUD-06", 0.0, 0.01), ("AUD-07", 1.0, 0.03),
    ):  # fmt: skip
        for group in names(REQUIRED):
            said = Verdict.PASS
            measured = float(centre + rng.normal(0, reach / 4))
            if verdict == "fail" and group == "ethnicity=minority" and code in ("AUD-01", "AUD-03"):
                said, measured = Verdict.FAIL, centre + 4 * reach
            elif verdict != "pass" and group.startswith("region=central") and code == "AUD-03":
                said, measured = Verdict.INSUFFICIENT, centre + 1.4 * reach
            found.append(
                finding(
                    code,
                    group,
                    said,
                    measured,
                    reach=reach,
                    detail="" if said is Verdict.PASS else needed,
                )
            )
        found += [
            finding(code, group, Verdict.PASS, centre, reach=2 * reach, judges=False, detail="")
            for group in names(REPORTED)
        ]
    for code, value in (("AUD-05", 0.02), ("AUD-08", 0.78), ("AUD-09", 1.02), ("AUD-10", 6.1)):
        found.append(finding(code, "overall", Verdict.PASS, value, reach=value / 9, detail=""))
    for code in ("AUD-12", "AUD-20", "AUD-21", "AUD-22", "AUD-27"):
        found += [
            finding(code, group, Verdict.PASS, 0.2, judges=False, reach=0.02, detail="")
            for group in ["overall", *names(REQUIRED), *names(REPORTED)]
        ]
    return found
