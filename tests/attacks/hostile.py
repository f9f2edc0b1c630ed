"""Which texts would a hostile hand give to LightGBM, and what does its own loader do with them?

Each is one fault in an otherwise honest text, with true tree sizes where the fault is not they.
What LightGBM does was seen with version 4.7; ``campaign hostile`` sees it again.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from typing import Any

from tests.attacks.shelf import TEXT

__all__ = ["FLAT", "HALVES", "WORDS", "far_side", "resized", "texts"]


def resized(text: str) -> str:
    """Give a changed text true tree sizes."""
    trees = re.findall(r"Tree=\d+\n.*?\n\n\n", text, re.DOTALL)
    return re.sub(r"tree_sizes=.*", f"tree_sizes={' '.join(str(len(one)) for one in trees)}", text)


def field(name: str, change: str | Callable[[list[str]], list[str]], *, at: int = 0) -> str:
    """Return the text with one entry of a field of the first tree replaced, or all of them."""

    def changed(found: re.Match[str]) -> str:
        entries = found[1].split(" ")
        if callable(change):
            entries = change(entries)
        else:
            entries[at] = change
        return f"{name}={' '.join(entries)}"

    head, title, rest = TEXT.partition("Tree=0\n")
    return resized(head + title + re.sub(rf"(?m)^{name}=(.*)$", changed, rest, count=1))


def header(pattern: str, new: str) -> str:
    """Return the text with one piece replaced, its tree sizes as they were."""
    changed = re.sub(pattern, new.replace("\\", "\\\\"), TEXT, count=1)
    assert changed != TEXT
    return changed


def fields(**changes: str) -> str:
    """Return the text with fields of the first tree replaced as wholes."""
    head, title, rest = TEXT.partition("Tree=0\n")
    for name, value in changes.items():
        line = f"{name}={value}\n".replace("\\", "\\\\")
        rest = re.sub(rf"(?m)^{name}=.*\n", line, rest, count=1)
    return resized(head + title + rest)


def chain(n_leaves: int) -> str:
    """Return a text of one tree of so many leaves, as deep as it can be."""
    n = n_leaves - 1

    def row(start: int, stop: int, step: int = 1) -> str:
        return " ".join(map(str, range(start, stop, step)))

    zeros, ones = " ".join(["0"] * n), " ".join(["1"] * n_leaves)
    tree = (
        f"Tree=0\nnum_leaves={n_leaves}\nnum_cat=0\nsplit_feature={zeros}\nsplit_gain={zeros}\n"
        f"threshold={zeros}\ndecision_type={zeros}\nleft_child={row(-1, -n - 1, -1)}\n"
        f"right_child={row(1, n)} {-n - 1}\nleaf_value={ones}\nleaf_weight={ones}\n"
        f"leaf_count={ones}\ninternal_value={zeros}\ninternal_weight={zeros}\n"
        f"internal_count={row(n + 1, 1, -1)}\nis_linear=0\nshrinkage=1\n\n\n"
    )
    head, _, _ = TEXT.partition("Tree=0\n")
    sized = re.sub(r"tree_sizes=.*", f"tree_sizes={len(tree)}", head)
    return f"{sized}{tree}end of trees\n"


def _behind(text: str) -> str:
    return TEXT.replace("end of trees\n", f"end of trees\n{text}", 1)


_TREE_1 = TEXT[TEXT.index("Tree=1\n") : TEXT.index("Tree=2\n")]
_FAR = "1e308 1e308 -1e308 1e308 -1e308"
_SHRINKAGE = "is_linear=0\nshrinkage=1\n"

_TEXTS: dict[str, str] = {
    "feature of another matrix": field("split_feature", "3"),
    "feature far outside": field("split_feature", "2147483647"),
    "feature before the first": field("split_feature", "-1"),
    "feature far before": field("split_feature", "-500000000"),
    "root its own child": field("left_child", "0"),
    "every child the root": fields(left_child="0 0 0 0", right_child="0 0 0 0"),
    "two splits in a circle": fields(left_child="1 0 -2 -1", right_child="1 0 -4 -5"),
    "circle out of reach": fields(left_child="-1 -2 3 2", right_child="-3 -4 3 2"),
    "node reached twice": field("right_child", "3"),
    "leaf reached twice": field("left_child", "-5", at=3),
    "leaf never reached": field("left_child", "-2", at=3),
    "child beyond the leaves": field("right_child", "-99", at=1),
    "child far beyond the leaves": field("right_child", "-2000000000", at=1),
    "child beyond the splits": field("left_child", "77"),
    "child far beyond the splits": field("left_child", "500000000"),
    "children in the wrong order": fields(left_child="1 2 -2 -1", right_child="-3 3 -4 -5"),
    "tree size too small": header(r"tree_sizes=\d+", "tree_sizes=60"),
    "tree size of one": header(r"tree_sizes=\d+", "tree_sizes=1"),
    "tree size of nothing": header(r"tree_sizes=\d+", "tree_sizes=0"),
    "tree size too large": header(r"tree_sizes=\d+", "tree_sizes=900"),
    "tree size huge": header(r"tree_sizes=\d+", "tree_sizes=999999999"),
    "tree size negative": header(r"tree_sizes=\d+", "tree_sizes=-1"),
    "tree size beyond any number": header(r"tree_sizes=\d+", "tree_sizes=99999999999999999999"),
    "fewer sizes than trees": header(r"tree_sizes=\d+ ", "tree_sizes="),
    "more sizes than trees": header(r"(tree_sizes=.*)", "tree_sizes=654 669 667 667"),
    "no sizes": header(r"tree_sizes=.*\n", ""),
    "empty sizes": header(r"tree_sizes=.*", "tree_sizes="),
    "leaf no number": field("leaf_value", "nan", at=1),
    "leaf without end": field("leaf_value", "inf", at=1),
    "leaf beyond any number": field("leaf_value", "1e999", at=1),
    "every leaf of absurd size": resized(re.sub(r"leaf_value=.*", f"leaf_value={_FAR}", TEXT)),
    "leaf of absurd size": field("leaf_value", "1e308", at=1),
    "leaf of letters": field("leaf_value", "abc", at=1),
    "threshold no number": field("threshold", "nan"),
    "threshold without end": field("threshold", "-inf"),
    "threshold of letters": field("threshold", "0x1p3"),
    "one threshold missing": field("threshold", lambda held: held[:-1]),
    "one leaf missing": field("leaf_value", lambda held: held[:-1]),
    "no leaves": fields(leaf_value=""),
    "decision unknown": field("decision_type", "64"),
    "decision negative": field("decision_type", "-1"),
    "missing kind unknown": field("decision_type", "12"),
    "categorical split": field("decision_type", "1"),
    "categorical without categories": fields(decision_type="9 10 10 8", num_cat="1"),
    "categorical far outside": resized(
        fields(decision_type="1 10 10 8", num_cat="1", threshold="900000000 0 0 0").replace(
            _SHRINKAGE, f"cat_boundaries=0 1\ncat_threshold=1\n{_SHRINKAGE}", 1
        )
    ),
    "leaves by the thousand million": fields(num_leaves="2000000000"),
    "leaves below none": fields(num_leaves="-5"),
    "no leaf at all": fields(num_leaves="0"),
    "one leaf more than there is": fields(num_leaves="6"),
    "one leaf, and splits": fields(num_leaves="1"),
    "no left children": resized(re.sub(r"left_child=.*\n", "", TEXT, count=1)),
    "no number of leaves": resized(re.sub(r"num_leaves=.*\n", "", TEXT, count=1)),
    "a field twice": resized(TEXT.replace(_SHRINKAGE, f"leaf_value=9 9 9 9 9\n{_SHRINKAGE}", 1)),
    "a header twice": header("objective=", "max_feature_idx=900000\nobjective="),
    "a second tree 1": resized(TEXT.replace("end of trees", f"{_TREE_1}end of trees", 1)),
    "a second model behind": _behind(TEXT),
    "a tree behind the end": _behind(_TREE_1),
    "linear leaves": resized(
        TEXT.replace(
            _SHRINKAGE,
            "is_linear=1\nleaf_const=1 1 1 1 1\nnum_features=1 1 1 1 1\n"
            "leaf_features=9 9 9 9 9 \nleaf_coeff=1e9 1e9 1e9 1e9 1e9 \nshrinkage=1\n",
            1,
        )
    ),
    "linear without coefficients": fields(is_linear="1"),
    "counts below none": field("internal_count", "-300"),
    "counts of nothing": fields(internal_count="0 0 0 0", leaf_count="0 0 0 0 0"),
    "features by another name": header("age_years grade_gap", "grade_gap age_years"),
    "a feature without a name": header("age_years grade_gap", "age_years"),
    "features by the million": header("max_feature_idx=2", "max_feature_idx=900000000"),
    "features below none": header("max_feature_idx=2", "max_feature_idx=-7"),
    "classes by the thousand": header("num_class=1", "num_class=1000"),
    "no tree an iteration": header("num_tree_per_iteration=1", "num_tree_per_iteration=0"),
    "averaged": header("objective=", "average_output\nobjective="),
    "another objective": header("objective=binary sigmoid:1", "objective=multiclass num_class:9"),
    "only the first line": "tree\n",
    "nothing": "",
}


@functools.cache
def texts() -> dict[str, str]:
    """Return each text by what it tries."""
    return {
        **_TEXTS,
        "a million leaves": chain(1_000_000),
        "half a million leaves": chain(500_000),
        "as deep as 4 000 leaves go": chain(4000),
    }


def _knots(margin: list[float], logit: list[float]) -> Callable[[dict[str, Any]], None]:
    def change(half: dict[str, Any]) -> None:
        half["calibrator"] = {"knots_margin": margin, "knots_logit": logit}
        half["intervals"] = {"margin": margin, "lo": logit, "hi": logit}

    return change


def _with(**entries: Any) -> Callable[[dict[str, Any]], None]:
    return lambda half: half.update(entries)


def far_side() -> str:
    """Return a text whose trees give an absurd leaf to ages that no golden row has."""
    text = re.sub(r"(?m)^threshold=\S+", "threshold=1e100", TEXT)
    text = re.sub(r"(?m)^decision_type=\d+", "decision_type=10", text)
    return resized(re.sub(r"leaf_value=(.*)", _absurd_behind_the_root, text))


def _absurd_behind_the_root(found: re.Match[str]) -> str:
    # the second and the fourth leaf hang on the far side of each root
    entries = found[1].split(" ")
    entries[1] = entries[3] = "1e308"
    return f"leaf_value={' '.join(entries)}"


HALVES: dict[str, Callable[[dict[str, Any]], object]] = {
    "knots as far apart as numbers go": _knots([-1.7e308, 1.7e308], [-1.7e308, 1.7e308]),
    "risks as far apart as numbers go": _knots([-1.0, 1.0], [-1.7e308, 1.7e308]),
    "a wall of risk": _knots([-1.0, 0.0, 5e-324, 1.0], [-1.0, -1.0, 1.0, 1.0]),
    "a wall where a golden row stands": _knots([-1.0, 0.2, 0.2000000000000001], [-9.0, -9.0, 9e9]),
    "risks beyond any log-odds": _knots([-1e-300, 1e-300], [1e300, 1.7e308]),
    "margins beyond the numbers": _knots([1e308, 1.7e308], [0.0, 1.0]),
    "knots that fall": _knots([0.0, 1.0], [1.0, 0.0]),
    "knots that stand": _knots([0.0, 0.0], [0.0, 1.0]),
    "one knot": _knots([0.0], [0.0]),
    "no knots": _knots([], []),
    "an interval of nothing": _with(intervals={"margin": [], "lo": [], "hi": []}),
    "gain below none": _with(gain=[2.0, -0.5, -0.5]),
    "ages beyond the numbers": _with(age_range=[-1.7e308, 1.7e308]),
    "a title as long as a book": _with(title_vi="b" * 100_000),
    "a title too long": _with(title_vi="b" * 100_001),
    "a certain prevalence": _with(training_prevalence=1.0),
    "features twice": _with(feature_names=["age_years"] * 3),
    "no support": lambda half: half.pop("support"),
    "a support of nothing": lambda half: half["support"].update(features=[], pairs=[]),
    "a support of other features": lambda half: half["support"]["features"][0].update(name="x"),
    "edges that fall": lambda half: half["support"]["features"][0].update(edges=[9.0, 0.0, -9.0]),
    "edges of one bin too many": lambda half: half["support"]["features"][0].update(edges=[0.0]),
    "edges by the thousand": lambda half: half["support"]["features"][0].update(
        edges=list(range(300)), cost=[0] * 302
    ),
    "a cost below nothing": lambda half: half["support"]["features"][0].update(cost=[-1] * 5),
    "a pair of strangers": lambda half: half["support"]["pairs"][0].update(second=4000),
    "a pair with itself": lambda half: half["support"]["pairs"][0].update(second=0),
    "a pair turned round": lambda half: half["support"]["pairs"][0].update(first=2, second=1),
    "a pair of ragged costs": lambda half: half["support"]["pairs"][0]["cost"].pop(),
    "pairs by the thousand": lambda half: half["support"].update(
        pairs=half["support"]["pairs"] * 4000
    ),
    "no features": _with(feature_names=[], gain=[]),
    "no regions": _with(regions=[]),
    "a month too many": _with(horizon_months=1201),
}
"""Hostile halves of a model, with golden rows to match, by what each tries."""

FLAT = _knots([-1.0, 0.0, 1.0], [-1.5, -0.1, -0.1])
"""A risk that stays as it is beyond the last knot: no times infinity is no number."""


WORDS: dict[str, str] = {
    "feature of another matrix": "split_feature has 3 at place 0",
    "feature far outside": "split_feature has 2147483647",
    "child beyond the leaves": "right_child has -99",
    "child far beyond the splits": "left_child has 500000000",
    "two splits in a circle": "in a circle or a second time",
    "root its own child": "in a circle or a second time",
    "node reached twice": "in a circle or a second time",
    "leaf never reached": "in a circle or a second time",
    "tree size too small": "tree 0 is not the 60 bytes",
    "tree size too large": "tree 0 is not the 900 bytes",
    "leaf no number": "it is finite numbers",
    "threshold without end": "it is finite numbers",
    "categorical split": r"decision types \[1\]",
    "a million leaves": "at most 33554432 are read",
    "as deep as 4 000 leaves go": "deep; 128 is read",
    "half a million leaves": "num_leaves has 500000",
    "a field twice": "repeats",
    "a second model behind": "where its trees end|second 'Tree='",
    "linear without coefficients": "is_linear=1; only 0 is read",
    "counts below none": "internal_count has -300",
    "features by another name": "first difference is 0",
}
"""What the refusal says, for those whose words a reader of a log has to understand."""
