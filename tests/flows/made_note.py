"""What an audit with overrides tells, made by hand: small, and as its run keeps it."""

from typing import Any

NAMES = {"group": "overall", "attribute": "", "level": ""}
SIZES = {"n_children": 5000, "n_at_risk": 800, "suppressed": False}


def told(
    n_decided: int = 40, *, day: str = "2024-09-15", window: str = "later", **changes: Any
) -> dict[str, Any]:
    """Return a note of one outcome, of everyone alone."""
    row = {
        **NAMES, **SIZES, "n_listed": 400, "n_listed_others": None, "n_away": 40,
        "away_share": 0.1, "away_share_lo": 0.05, "away_share_hi": 0.15,
        "away_share_others": None, "compared": None, "n_towards": 0, "towards_share": None,
    }  # fmt: skip
    finding = {
        "code": "AUD-27", "title": "listed", "verdict": "pass", "group": "overall",
        "outcome": "dropout", "measured": 0.1, "interval": [0.05, 0.15], "limit": None,
        "unit": "share", "judges": False, "detail": "",
    }  # fmt: skip
    outcome = {
        "name": "dropout", "definition": "d", "window": window,
        "groups": [{**NAMES, **SIZES, "kind": "overall"}],
        "overrides": {
            "day": day, "until": "2025-09-14", "audited": "2026-11-29", "population": "p",
            "n_decided": n_decided, "n_not_judged": 0, "n_away_off_list": 0,
            "n_towards_listed": 0, "n_something_else": 0, "n_other_times": 0,
            "n_other_releases": 0, "n_other_outcomes": 0, "releases": ["north 2"],
            "groups": [row],
        },
        "findings": [finding],
    }  # fmt: skip
    meta = {
        "run_id": "", "created": "2026-11-29", "data_digest": "d", "population": "p",
        "training_days": [], "test_day": day, "horizon_months": 12,
        "overrides": {"n_lines": 60, "newest": "0" * 64},
    }  # fmt: skip
    return {"meta": meta, "outcomes": [{**outcome, **changes}]}
