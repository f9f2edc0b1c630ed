"""Hostile LightGBM text is refused before LightGBM sees it; honest text passes."""

from __future__ import annotations

import random
import re
import subprocess
import sys

import numpy as np
import pytest

from riskscreen.bundle import check_tree_text, limits
from riskscreen.errors import BundleError


def resized(text: str) -> str:
    """Give a changed text true tree sizes, so that only the fault in question is left."""
    trees = re.findall(r"Tree=\d+\n.*?\n\n\n", text, re.DOTALL)
    sizes = " ".join(str(len(tree)) for tree in trees)
    return re.sub(r"tree_sizes=.*", f"tree_sizes={sizes}", text)


def put(text: str, field: str, place: int, value: str, *, tree: int = 1) -> str:
    """Put one value into one field of one tree."""
    head, title, rest = text.partition(f"Tree={tree}\n")

    def change(found: re.Match) -> str:
        entries = found[1].split(" ")
        entries[place] = value
        return f"{field}={' '.join(entries)}"

    return resized(head + title + re.sub(rf"(?m)^{field}=(.*)$", change, rest, count=1))


def test_honest_text_passes_and_resizing_it_changes_nothing(text):
    check_tree_text(text, n_features=3, feature_names=["age_years", "grade_gap", "siblings_out"])
    assert resized(text) == text


@pytest.mark.parametrize(
    "parameters",
    [
        {"objective": "regression"},
        {"boosting": "dart"},
        {"monotone_constraints": [1, 0, -1, 0, 0]},
        {"num_leaves": 200, "min_data_in_leaf": 2},
        {"min_data_in_leaf": 3000},
        {"bagging_fraction": 0.5, "bagging_freq": 1, "feature_fraction": 0.5, "lambda_l2": 5.0},
        {"data_sample_strategy": "goss"},
        {"use_missing": False},
        {"zero_as_missing": True},
        {"extra_trees": True},
        {"use_quantized_grad": True},
    ],
    ids=lambda parameters: next(iter(parameters)),
)
def test_what_lightgbm_writes_passes(parameters):
    import lightgbm

    rng = np.random.default_rng(0)
    X = rng.normal(size=(3000, 5))
    X[:, 1] = np.round(X[:, 1])
    X[:, 4] = 1.0
    X[:, :3][rng.random((3000, 3)) < 0.3] = np.nan
    label = (np.nan_to_num(X[:, 0]) + np.isnan(X[:, 2]) > 0).astype(float)
    settings = {"objective": "binary", "verbosity": -1, "num_threads": 1, **parameters}
    data = lightgbm.Dataset(X, label, weight=rng.uniform(0.1, 3, 3000))
    check_tree_text(lightgbm.train(settings, data, 12).model_to_string(), n_features=5)


@pytest.mark.parametrize(
    ("field", "place", "value", "words"),
    [
        ("split_feature", 0, "3", "split_feature has 3 at place 0; it lies in 0 to 2"),
        ("split_feature", 0, "2147483647", "lies in 0 to 2"),
        ("split_feature", 0, "-1", "lies in 0 to 2"),
        ("left_child", 0, "0", "circle or a second time"),
        ("left_child", 1, "0", "circle or a second time"),
        ("right_child", 2, "1", "circle or a second time"),
        ("left_child", 0, "99", "left_child has 99"),
        ("right_child", 0, "-99", "right_child has -99"),
        ("right_child", 0, "-1", "circle or a second time"),
        ("leaf_value", 2, "nan", "finite numbers"),
        ("leaf_value", 2, "inf", "finite numbers"),
        ("leaf_value", 2, "1e999", "beyond any float64"),
        ("leaf_value", 2, "1_0", "finite numbers"),
        ("leaf_value", 2, "--1", "no number"),
        ("leaf_value", 2, "1000001", r"has a leaf of 1e\+06; log-odds within"),
        ("leaf_value", 2, "-1e308", "has a leaf of -1e"),
        ("leaf_value", 0, "1 2", "7 entries where 6 are due"),
        ("threshold", 0, "nan", "finite numbers"),
        ("threshold", 0, "-inf", "finite numbers"),
        ("threshold", 0, "inf inf", "6 entries where 5 are due"),
        ("decision_type", 0, "1", r"decision types \[1\]"),
        ("decision_type", 0, "9", r"decision types \[9\]"),
        ("decision_type", 0, "12", r"decision types \[12\]"),
        ("num_leaves", 0, "2000000000", "num_leaves has 2000000000"),
        ("num_leaves", 0, "0", "num_leaves has 0"),
        ("num_leaves", 0, "7", "entries where 7 are due"),
        ("num_leaves", 0, "1", "6 entries where 1 are due"),
        ("num_cat", 0, "1", "only 0 is read"),
        ("is_linear", 0, "1", "only 0 is read"),
        ("shrinkage", 0, "nan", "finite numbers"),
        ("leaf_count", 0, "0", "leaf_count has 0"),
        ("leaf_count", 0, "99999", "its children"),
        ("internal_count", 1, "1", "covers"),
        ("leaf_value", 0, "", "no number"),
        ("left_child", 0, "9" * 5000, "no number|lies in"),
    ],
)  # fmt: skip
def test_a_tree_with_one_fault_is_refused_by_name(text, field, place, value, words):
    with pytest.raises(BundleError, match=f"tree 1.*(?:{words})"):
        check_tree_text(put(text, field, place, value), n_features=3)


def test_inf_is_a_threshold_only_where_a_split_asks_recorded_or_missing(text):
    asks_missing = put(put(text, "decision_type", 0, "8"), "threshold", 0, "inf")
    check_tree_text(asks_missing)
    for kind in ("0", "2", "10"):
        with pytest.raises(BundleError, match="tree 1 threshold is 'inf'"):
            check_tree_text(put(asks_missing, "decision_type", 0, kind))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (r"tree_sizes=\d+", "tree_sizes=1", "tree 0 is not the 1 bytes"),
        (r"tree_sizes=\d+", "tree_sizes=999999999", "lies in"),
        (r"tree_sizes=\d+ ", "tree_sizes=", "tree 0 is not"),
        (r"tree_sizes=.*", "tree_sizes=", "whole numbers"),
        (r"tree_sizes=.*\n", "", r"lacks \['tree_sizes'\]"),
        (r"version=v4", "version=v9", "v4 is read"),
        (r"num_class=1", "num_class=3", "1 is read"),
        (r"num_tree_per_iteration=1", "num_tree_per_iteration=0", "1 is read"),
        (r"objective=.*", "objective=lambdarank", "unknown here"),
        (r"sigmoid:1", "sigmoid:0", "objective"),
        (r"max_feature_idx=2", "max_feature_idx=7", "they agree"),
        (r"age_years grade_gap", "age_years age_years", "repeat"),
        (r"age_years grade_gap", "age_years grade-gap", "cannot be"),
        (r"feature_infos=\[[^\]]*\]", "feature_infos=1:2:3", "categories are not read"),
        (r"feature_infos=\[[^\]]*\]", "feature_infos=[nan:1]", "finite numbers"),
        (r"objective=", "average_output\nobjective=", "no field"),
        (r"objective=", "boost=1\nobjective=", r"unknown \['boost'\]"),
        (r"objective=", "num_class=1\nobjective=", "repeats"),
        (r"\Atree\n", "wood\n", "begins with 'wood'"),
        (r"Tree=1\n", "Tree=2\n", "tree 1 is not"),
        (r"end of trees\n", "end of tree\n", "where its trees end"),
        (r"end of trees\n", "end of trees\nTree=4\n", "second 'Tree='"),
        (r"end of trees\n", "end of trees\nend of trees\n", "second 'end of trees'"),
        (r"parameters:", "par\x00ameters:", "plain ASCII"),
        (r"parameters:", "par\rameters:", "plain ASCII"),
        (r"parameters:", "paramèters:", "plain ASCII"),
    ],
)
def test_a_header_or_frame_with_one_fault_is_refused(text, old, new, words):
    changed = re.sub(old, new.replace("\\", "\\\\"), text, count=1)
    assert changed != text
    with pytest.raises(BundleError, match=words):
        check_tree_text(changed, n_features=3)


def test_a_field_twice_missing_or_unknown_is_refused(text):
    line = re.search(r"shrinkage=.*\n", text)[0]
    for new in (line + line, "", line + "leaf_const=1\n"):
        with pytest.raises(BundleError, match="tree 0"):
            check_tree_text(resized(text.replace(line, new, 1)))


def test_a_circle_apart_from_the_root_is_refused():
    fields = {
        "num_leaves": "4", "num_cat": "0", "split_feature": "0 0 0", "split_gain": "1 1 1",
        "threshold": "0 0 0", "decision_type": "0 0 0", "left_child": "-1 2 1",
        "right_child": "-2 -3 -4", "leaf_value": "0 0 0 0", "leaf_weight": "1 1 1 1",
        "leaf_count": "1 1 1 1", "internal_value": "0 0 0", "internal_weight": "1 1 1",
        "internal_count": "2 2 2", "is_linear": "0", "shrinkage": "1",
    }  # fmt: skip
    with pytest.raises(BundleError, match="circle"):
        check_tree_text(whole(fields))


def whole(fields: dict[str, str]) -> str:
    tree = "Tree=0\n" + "".join(f"{name}={value}\n" for name, value in fields.items()) + "\n\n"
    return (
        "tree\nversion=v4\nnum_class=1\nnum_tree_per_iteration=1\nlabel_index=0\n"
        "max_feature_idx=0\nobjective=binary sigmoid:1\nfeature_names=a\nfeature_infos=none\n"
        f"tree_sizes={len(tree)}\n\n{tree}end of trees\n"
    )


def chain(n_splits: int) -> str:
    def counted(start, stop, step=1):
        return " ".join(map(str, range(start, stop, step)))

    zeros, ones = " ".join(["0"] * n_splits), " ".join(["1"] * (n_splits + 1))
    fields = {
        "num_leaves": str(n_splits + 1), "num_cat": "0", "split_feature": zeros,
        "split_gain": zeros, "threshold": zeros, "decision_type": zeros,
        "left_child": counted(-1, -n_splits - 1, -1),
        "right_child": f"{counted(1, n_splits)} {-n_splits - 1}".strip(),
        "leaf_value": ones, "leaf_weight": ones, "leaf_count": ones, "internal_value": zeros,
        "internal_weight": zeros, "internal_count": counted(n_splits + 1, 1, -1),
        "is_linear": "0", "shrinkage": "1",
    }  # fmt: skip
    return whole(fields)


def test_a_tree_deeper_than_a_reader_can_recurse_is_refused():
    check_tree_text(chain(limits.MOST_DEPTH))
    with pytest.raises(BundleError, match="129 deep"):
        check_tree_text(chain(limits.MOST_DEPTH + 1))


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        ({"n_features": 4}, "reads 3 features where 4"),
        ({"feature_names": ["age_years", "siblings_out", "grade_gap"]}, "1: grade_gap against sib"),
        ({"feature_names": ["age_years"]}, "first difference is the number"),
    ],
    ids=["count", "order", "shorter"],
)
def test_features_must_be_those_declared(text, expected, words):
    with pytest.raises(BundleError, match=words):
        check_tree_text(text, **expected)


def mutated(text: str, rng: random.Random) -> str:
    letters = "0123456789-.e =\n[]:inf"
    at = rng.randrange(len(text))
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + rng.choice(letters) + text[at + 1 :]
    if kind == 1:
        return text[:at] + text[at + rng.randrange(1, 60) :]
    if kind == 2:
        return text[:at] + rng.choice(letters) * rng.randrange(1, 12) + text[at:]
    other = rng.randrange(len(text))
    return text[:at] + text[other : other + 40] + text[at + 40 :]


@pytest.mark.parametrize("seed", range(200))
def test_random_damage_is_refused_or_harmless_and_never_another_error(text, seed):
    rng = random.Random(seed)
    for _ in range(5):
        damaged = mutated(text, rng)
        for candidate in (damaged, resized(damaged)):
            try:
                check_tree_text(candidate, n_features=3)
            except BundleError as refusal:
                assert str(refusal)


def test_what_passes_the_check_never_harms_lightgbm(text, tmp_path):
    """In another process: a text that slipped through may end it, and that is what is asked."""
    rng, passed = random.Random(1), []
    for _ in range(3000):
        candidate = resized(mutated(text, rng))
        try:
            check_tree_text(candidate, n_features=3)
        except BundleError:
            continue
        passed.append(candidate)
    assert len(passed) > 300
    (tmp_path / "texts").write_text("\x01".join(passed))
    program = (
        "import sys, numpy as np; from riskscreen.model import Booster; X = np.eye(3)\n"
        "X[0, 1] = np.nan; old = np.seterr(all='ignore')\n"
        "for text in open(sys.argv[1], newline='').read().split('\\x01'):\n"
        "    b = Booster.from_text(text); assert np.isfinite(b.margin(X)).all()\n"
        "    b.contributions(X)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "texts")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
