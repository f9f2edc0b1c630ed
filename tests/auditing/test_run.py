import json
from dataclasses import replace

import numpy as np
import pytest

from riskscreen import auditing
from riskscreen.core import Verdict


def test_a_fair_list_passes(audited):
    assert audited.verdict is Verdict.PASS
    assert audited.window == "later"


def test_an_audit_is_json_without_nan(audited):
    plain = json.loads(json.dumps(audited.to_dict(), allow_nan=False))
    assert plain["verdict"] == "pass"
    assert plain["design"]["n_psu"] == 60


def test_the_same_seed_gives_the_same_audit(fair, limits):
    one, two = (
        auditing.audit_arrays(fair, policy=limits, rng=np.random.default_rng(4)).to_dict()
        for _ in range(2)
    )
    assert one == two


def test_the_order_of_the_rows_changes_no_figure(fair, limits):
    order = np.random.default_rng(0).permutation(fair.n_children)
    names = ("label", "eligible", "risk", "selected", "weight", "psu", "stratum", "features")
    shuffled = replace(
        fair,
        **{name: getattr(fair, name)[order] for name in names},
        groups={name: level[order] for name, level in fair.groups.items()},
        baselines={name: score[order] for name, score in fair.baselines.items()},
    )
    one, two = (
        auditing.audit_arrays(rows, policy=limits, rng=np.random.default_rng(4))
        for rows in (fair, shuffled)
    )
    for mine, theirs in zip(one.findings, two.findings, strict=True):
        assert (mine.code, mine.group, mine.verdict) == (theirs.code, theirs.group, theirs.verdict)
        assert mine.interval == pytest.approx(theirs.interval)


def test_out_of_fold_rows_say_that_there_is_no_later_window(fair, limits):
    got = auditing.audit_arrays(
        replace(fair, later=False), policy=limits, rng=np.random.default_rng(0)
    )
    assert got.to_dict()["note"] == "no later window"


def _hostile(rows):
    one_child = np.where(np.arange(400) == 5, "male", "female")
    odd = np.where(np.arange(400) % 2 == 0, "<b onload='x'>\"&", "kinh_hoa")
    return {
        "group of one child": replace(rows, groups={**rows.groups, "sex": one_child}),
        "all scores the same": replace(rows, risk=np.full(400, 0.2)),
        "all risks missing": replace(rows, risk=np.full(400, np.nan)),
        "all labels missing": replace(rows, label=np.full(400, np.nan)),
        "nobody at risk": replace(rows, label=np.zeros(400)),
        "everybody at risk": replace(rows, label=np.ones(400)),
        "certain risks": replace(rows, risk=rows.label),
        "one stratum with one PSU": replace(rows, psu=np.full(400, "1"), stratum=np.full(400, "a")),
        "names with quotes and HTML": replace(rows, groups={**rows.groups, "ethnicity": odd}),
        "no groups at all": replace(rows, groups={}),
    }


HOSTILE = (
    "group of one child", "all scores the same", "all risks missing", "all labels missing",
    "nobody at risk", "everybody at risk", "certain risks", "one stratum with one PSU",
    "names with quotes and HTML", "no groups at all",
)  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_rows_are_audited_and_never_pass(world, limits, name):
    rows = _hostile(world(3, n=400))[name]
    got = auditing.audit_arrays(rows, policy=limits, rng=np.random.default_rng(0))
    assert got.verdict is not Verdict.PASS
    json.dumps(got.to_dict(), allow_nan=False)


def test_one_child_is_audited(limits):
    rows = auditing.AuditInput(
        outcome="x", label=np.ones(1), eligible=np.ones(1), risk=np.array([0.3]),
        selected=np.array([True]), weight=np.ones(1), psu=np.array(["1"]),
        stratum=np.array(["a"]), groups={"sex": np.array(["female"])},
    )  # fmt: skip
    got = auditing.audit_arrays(rows, policy=limits, rng=np.random.default_rng(0))
    assert got.verdict is Verdict.INSUFFICIENT
    measured = {one.code for one in got.findings if one.judges and one.measured is not None}
    assert measured == {"AUD-25"}  # that nothing of this child is printed is known
