"""Contributions are exact Shapley values: all subsets enumerated, and an independent library."""

from __future__ import annotations

import itertools
import math

import numpy as np
import woodelf

from riskscreen.model import Booster


def trees_of(text: str) -> list[dict[str, np.ndarray]]:
    """Read the trees with code of this test alone, so that no reader of ours is its own judge."""
    trees = []
    for block in text.split("Tree=")[1:]:
        lines = dict(line.split("=", 1) for line in block.splitlines() if "=" in line)
        trees.append({name: np.array(lines[name].split(), float) for name in (
            "split_feature", "threshold", "decision_type", "left_child", "right_child",
            "leaf_value", "leaf_count", "internal_count",
        )})  # fmt: skip
    return trees


def goes_left(tree, node: int, x: np.ndarray) -> bool:
    value = x[int(tree["split_feature"][node])]
    kind = int(tree["decision_type"][node])
    missing = (kind >> 2) & 3  # 0 none, 1 zero, 2 NaN
    if math.isnan(value) and missing != 2:
        value = 0.0
    if (missing == 1 and abs(value) <= 1e-35) or (missing == 2 and math.isnan(value)):
        return bool(kind & 2)
    return value <= tree["threshold"][node]


def cover(tree, node: int) -> float:
    return tree["internal_count"][node] if node >= 0 else tree["leaf_count"][~node]


def expected(tree, node: int, x: np.ndarray, known: frozenset[int]) -> float:
    """Path-dependent expectation: a known feature decides, an unknown one is weighed by cover."""
    if node < 0:
        return tree["leaf_value"][~node]
    children = int(tree["left_child"][node]), int(tree["right_child"][node])
    if int(tree["split_feature"][node]) in known:
        return expected(tree, children[0] if goes_left(tree, node, x) else children[1], x, known)
    parts = (cover(tree, child) * expected(tree, child, x, known) for child in children)
    return sum(parts) / cover(tree, node)


def shapley(trees, x: np.ndarray) -> np.ndarray:
    n = x.size
    subsets = [frozenset(s) for k in range(n + 1) for s in itertools.combinations(range(n), k)]
    worth = {s: sum(expected(tree, 0, x, s) for tree in trees) for s in subsets}
    values = np.zeros(n + 1)
    for s, at in itertools.product(subsets, range(n)):
        if at not in s:
            share = math.factorial(len(s)) * math.factorial(n - len(s) - 1) / math.factorial(n)
            values[at] += share * (worth[s | {at}] - worth[s])
    values[n] = worth[frozenset()]
    return values


def test_contributions_equal_the_enumeration_of_all_subsets(small):
    booster, trees = Booster.from_text(small.text), trees_of(small.text)
    rows = np.vstack([small.X[:8], small.X[-8:]])
    assert np.isnan(rows).any()
    found = booster.contributions(rows)
    for x, values in zip(rows, found, strict=True):
        np.testing.assert_allclose(values, shapley(trees, x), rtol=0, atol=1e-9)


def test_contributions_equal_those_of_woodelf(small):
    import pandas as pd

    names = small.native.feature_name()
    rows = pd.DataFrame(small.X[:100], columns=names)
    explainer = woodelf.WoodelfExplainer(small.native, feature_perturbation="tree_path_dependent")
    theirs = np.asarray(explainer.shap_values(rows, verbose=False))
    ours = Booster.from_text(small.text).contributions(rows.to_numpy())
    np.testing.assert_allclose(ours[:, :-1], theirs, rtol=0, atol=1e-6)
