"""Made tables of an audit, one of each kind, with cells that are too small to print."""

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np

Pairs = Sequence[tuple[str, str]]

FEATURES = (
    ("grade_gap_years", "grades behind for the age", "số lớp chậm so với tuổi"),
    ("distance_school_km", "distance to school", "khoảng cách đến trường"),
    ("siblings_out_of_school", "siblings out of school", "anh chị em không đi học"),
    ("poor_or_near_poor", "poor or near-poor household", "hộ nghèo hoặc cận nghèo"),
    ("hours_work_week", "weekly hours of work", "số giờ làm việc mỗi tuần"),
    ("head_education_years", "schooling of the head", "học vấn của chủ hộ"),
    ("difficult_area_level", "difficult area", "địa bàn khó khăn"),
    ("moved_recently", "moved in 12 months", "chuyển nơi ở trong 12 tháng"),
    ("dependency_ratio", "dependants per adult", "số người phụ thuộc trên một người lớn"),
)


def tables(rng: np.random.Generator, required: Pairs, reported: Pairs) -> dict[str, Any]:
    crossings = [
        tuple(zip(*pair, strict=True))
        for pair in itertools.product(
            reported,
            [pair for pair in required if pair[0] == "sex"],
            [pair for pair in required if pair[0] == "region"],
        )
    ]
    crossed = [(" & ".join(names), " & ".join(levels)) for names, levels in crossings]
    return {
        "groups": [_group(rng, "", "")]
        + [_group(rng, *pair) for pair in (*required, *reported)]
        + [_group(rng, *pair, small=n % 3 == 0) for n, pair in enumerate(crossed)],
        "baselines": _baselines(),
        "evaluation": [
            {"name": name, "value": value, "lo": value * 0.97, "hi": value * 1.03, "unit": ""}
            for name, value in (
                ("auc", 0.782), ("average_precision", 0.41), ("brier", 0.093),
                ("calibration_error", 0.011), ("calibration_slope", 1.02),
                ("observed_over_expected", 1.01), ("recall_at_capacity", 0.37),
            )
        ],
        "importance": _importance(rng),
        "importance_by_group": {
            _name(*pair): _importance(rng) for pair in (*required, *reported)
        },
        "data_findings": [
            {"code": "TAB-04", "title": "eligible children whose label is not known",
             "unit": "children", "verdict": "insufficient evidence", "measured": 1288.0},
            {"code": "CUT-02", "title": "children not seen for too long", "unit": "rows",
             "verdict": "insufficient evidence", "measured": None},
        ],
        "allocation": {
            "rule": "equal_cover", "capacity": 0.1, "reserve": 0.1, "communes_without_list": 280,
            "n_selected": 2800, "rho": 0.31, "ties": 4,
        },
        "capacity": [
            {**_size(rng, *pair), "capacity": step, "selection_rate": step,
             "recall": min(1.0, step**0.55 * float(rng.uniform(0.95, 1.15))),
             "precision": 0.5 - step / 2}
            for step in (0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5)
            for pair in (("", ""), *required)
        ],
        "calibration": [
            {**_size(rng, *pair, small=n < 3), "bin": n + 1, "mean_risk": (n + 1) ** 2 / 800,
             "observed": (n + 1) ** 2 / 800 * float(rng.uniform(0.85, 1.2))}
            if n >= 3 or not pair[0] else
            {**_size(rng, *pair, small=True), "bin": n + 1, "mean_risk": None, "observed": None}
            for pair in (("", ""), *required)
            for n in range(20)
        ],
        "contrasts": [
            {**_size(rng, *pair), "raw": _near(rng), "recalibrated": _near(rng) / 2}
            for pair in required
        ],
        **_rules(rng, required),
        "missingness": [
            {**_size(rng, *pair), "missing": 0.08 + abs(_near(rng)),
             **_span("moved", 0.21 + _near(rng), 0.03), **_span("list_share", 0.12, 0.04)}
            for pair in (("", ""), *required, *reported)
        ],
        "proxy": [
            {**_size(rng, *pair), "auc": value, "lo": value - 0.02, "hi": value + 0.02,
             "carriers": [{"feature": one[0], "auc": value - 0.03} for one in FEATURES[:4]]}
            for pair in required[:4]
            for value in [0.86 if pair[0] == "ethnicity" else 0.53]
        ],
        "label_sensitivity": _labels(rng, required),
        "coverage": [
            {**_size(rng, *pair), "table_share": 0.25, "population_share": 0.27, "ratio": 0.93,
             "lo": 0.9, "hi": 0.96}
            for pair in required
        ],
        "pooled": [
            _pooled(rng, pair, n) for n, pair in enumerate((*required, *reported, *crossed))
        ],
        "scored_only": [
            {**_size(rng, *pair), "false_negative_rate_all": 0.63,
             "false_negative_rate_scored": 0.62, "precision": 0.4, "abstention": 0.021,
             "refused_missing_never_seen": 0.002, "refused_outside_support": 0.001}
            for pair in (("", ""), *required)
        ],
        "registration": {
            "registered": True, "time": "2026-10-01T08:00:00Z", "policy_digest": "c" * 64,
            "before_judging": True, "note_en": "", "note_vi": "",
        },
        "prevalence": {
            "published": 0.054, "before": 0.131, "after": 0.054, "shift": -0.98, "on_both": 0.94,
            "list_share_changed": 0.06,
            "tiers": [
                {"tier": "intervention", "before": 0.1, "after": 0.1},
                {"tier": "support", "before": 0.2, "after": 0.21},
                {"tier": "prevention", "before": 0.7, "after": 0.69},
            ],
            "groups": [
                {**_size(rng, *pair), "selection_rate_before": 0.1, "selection_rate_after": 0.11}
                for pair in required
            ],
        },
        "overrides": _overrides(required),
    }  # fmt: skip


def _name(attribute: str, level: str) -> str:
    if not attribute:
        return "overall"
    parts = zip(attribute.split(" & "), level.split(" & "), strict=True)
    return " & ".join(f"{one}={two}" for one, two in parts)


def _near(rng: np.random.Generator) -> float:
    return float(rng.normal(0, 0.03))


def _span(key: str, value: float, reach: float) -> dict[str, float]:
    return {key: value, f"{key}_lo": value - reach, f"{key}_hi": value + reach}


def _size(
    rng: np.random.Generator, attribute: str, level: str, *, small: bool = False
) -> dict[str, Any]:
    n = int(rng.integers(60, 9000)) // 10 * 10
    return {
        "group": _name(attribute, level), "attribute": attribute, "level": level,
        "n_children": None if small else n, "n_at_risk": None if small else n // 8,
        "suppressed": small,
    }  # fmt: skip


def _group(
    rng: np.random.Generator, attribute: str, level: str, *, small: bool = False
) -> dict[str, Any]:
    figures = {
        **_span("selection_rate", 0.1 + _near(rng), 0.01),
        **_span("false_negative_rate", 0.63 + _near(rng), 0.03),
        **_span("false_positive_rate", 0.06, 0.01), **_span("precision", 0.4 + _near(rng), 0.04),
        **_span("abstention", 0.02, 0.01), **_span("observed_over_expected", 1 + _near(rng), 0.08),
        **_span("auc", 0.77 + _near(rng), 0.02), "missed_per_1000": 81.3 + _near(rng),
    }  # fmt: skip
    kind = "intersection" if "&" in attribute else "required" if attribute else "overall"
    row = {**_size(rng, attribute, level, small=small), "kind": kind, "judges": False, "n_psu": 90}
    return {**row, **(dict.fromkeys(figures) if small else figures)}


def _baselines() -> list[dict[str, Any]]:
    found = []
    for name, value in (
        ("model", 0.37), ("model_one_list", 0.4), ("checklist", 0.24), ("logistic", 0.35),
        ("area", 0.2), ("prevalence", 0.1), ("random", 0.1),
    ):  # fmt: skip
        row = {
            "name": name, "n_children": 31200, "n_at_risk": 3900, "suppressed": False,
            **_span("found", value, 0.02), "precision": value,
            **_span("auc", 0.5 + value / 2, 0.01),
            "gain": None, "gain_lo": None, "gain_hi": None,
        }  # fmt: skip
        if not name.startswith("model"):
            row |= _span("gain", 125 * (0.37 - value), 1.2)
        found.append(row)
    return found


def _importance(rng: np.random.Generator) -> list[dict[str, Any]]:
    return [
        {"feature": name, "label_en": en, "label_vi": vi,
         "importance": float(0.4 * 0.8**n * rng.uniform(0.9, 1.1))}
        for n, (name, en, vi) in enumerate(FEATURES)
    ]  # fmt: skip


def _rules(rng: np.random.Generator, required: Pairs) -> dict[str, Any]:
    rules, by_group = [], []
    for name, found in (
        ("equal_cover", 0.37), ("one_list", 0.4), ("equal_share", 0.36), ("in_proportion", 0.38),
        ("threshold_optimiser", 0.34), ("exponentiated_gradient", 0.33),
    ):  # fmt: skip
        study = "_" in name and name.startswith(("threshold", "exponentiated"))
        rules.append({
            "rule": name, "kind": "study" if study else "rule", "chosen": name == "equal_cover",
            "uses_attribute": study, "random": name == "threshold_optimiser",
            "n_children": 31200, "n_at_risk": 3900, "suppressed": False,
            **_span("found", found, 0.02), **_span("burden", 58.2, 2.1), "precision": found,
            **_span("contrast", (0.4 - found) / 2 - 0.03, 0.03),
            "contrast_group": "ethnicity=minority",
            "contrast_recalibrated": None if study else 0.011,
            **_span("cost", found - 0.37, 0.0 if name == "equal_cover" else 0.01),
            "note_en": "asked for accuracy alone it selects 3 %" if study else None,
            "note_vi": "nếu chỉ tối ưu độ chính xác thì chọn 3 %" if study else None,
        })  # fmt: skip
        by_group += [
            {**_size(rng, *pair), "rule": name, "selection_rate": 0.1, "precision": 0.4,
             **_span("recall", found + _near(rng), 0.03), **_span("contrast", _near(rng), 0.04)}
            for pair in required
        ]  # fmt: skip
    return {"rules": rules, "rule_groups": by_group}


def _labels(rng: np.random.Generator, required: Pairs) -> list[dict[str, Any]]:
    return [
        {
            **_size(rng, *pair), "verdict_now": "pass", "code": "AUD-01",
            "turns_at": None if place % 3 else 0.1 + place / 50,
            "turns_to": None if place % 3 else "insufficient evidence",
            "curve": [
                {"share": step / 20, "observed_over_expected": 1 / (1 - step / 20),
                 "contrast": 0.01, "verdict": "pass" if step < 5 else "insufficient evidence"}
                for step in range(15)
            ],
        }
        for place, pair in enumerate(required)
    ]  # fmt: skip


def _pooled(rng: np.random.Generator, pair: tuple[str, str], place: int) -> dict[str, Any]:
    small = "&" in pair[0] and place % 3 == 0
    row = {**_size(rng, *pair, small=small), "kind": "intersection" if "&" in pair[0] else ""}
    figures = {**_span("raw", _near(rng), 0.06), **_span("pooled", _near(rng) / 3, 0.03)}
    return {**row, **(dict.fromkeys(figures) if small else figures)}


def _overrides(required: Pairs) -> dict[str, Any]:
    """Return what people decided: minorities decided away more often, one region hardly listed."""
    rng = np.random.default_rng(27)  # of its own: no other table moves
    rows = []
    for place, pair in enumerate((("", ""), *required)):
        listed = 3100 if not place else int(rng.integers(30, 1500)) // 10 * 10
        share = 0.19 if pair[1] == "minority" else 0.05 + abs(_near(rng)) / 3
        others = {"minority": "more_often", "kinh_hoa": "less_often"}.get(pair[1], "no_difference")
        rows.append({
            **_size(rng, *pair), "n_listed": listed, "n_listed_others": 3100 - listed,
            "n_away": round(listed * share, -1),
            **_span("away_share", share, 0.02), "away_share_others": 0.06,
            "compared": None if not place else others, "n_towards": 20, "towards_share": 0.004,
        })  # fmt: skip
    few = dict.fromkeys(
        ("n_listed", "n_listed_others", "n_away", "away_share", "away_share_lo", "away_share_hi",
         "away_share_others", "compared")
    )  # fmt: skip
    rows[4] |= {
        "n_away": 0, "compared": None,
        **dict.fromkeys(("away_share", "away_share_lo", "away_share_hi")),
    }  # fmt: skip
    rows[-1] |= few
    rows[-2] |= few | {
        "n_children": None, "n_at_risk": None, "n_towards": None, "towards_share": None,
        "suppressed": True,
    }  # fmt: skip
    return {
        "day": "2024-09-15", "until": "2025-09-14", "audited": "2026-11-29", "population": "demo",
        "same_children": True, "earlier_audits": 2, "n_decided": 360, "n_not_judged": None,
        "n_away_off_list": 50, "n_towards_listed": None, "n_something_else": 0,
        "n_other_times": 20, "n_other_releases": 0, "n_other_outcomes": 0,
        "releases": ["tre_em_2026 2", "tre_em_2026 3"], "groups": rows,
    }  # fmt: skip
