"""What did the worlds of the bias bench show, as a table, a verdict on each bar, and a figure?"""

from __future__ import annotations

import datetime
import itertools
import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from bias_bench import Seen

__all__ = ["page", "picture"]

PASS, FAIL, UNKNOWN = "pass", "fail", "insufficient evidence"
SIZES, DEFFS = (150, 300, 600, 1000, 1500, 3000), (1, 2, 3)
PLACES, AT_RISK = (4, 8, 15, 30, 60), (10, 20, 50, 100)
Found = Mapping[str, "Sequence[Seen]"]


def page(found: Found, *, worlds: int, seed: int, fairlearn: tuple[float, ...]) -> tuple[str, bool]:
    """Return the Markdown page and whether every bar that was tried is held."""
    bars = _bars(found)
    today = datetime.datetime.now(datetime.UTC).date()
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "fairlearn"))
    lines = [
        "# Bias bench: worlds whose unfairness is known",
        "",
        f"`make bias-bench` (`python benchmarks/bias_bench.py --worlds {worlds} --seed {seed}`), "
        f"{today}, Python {platform.python_version()}, {versions}, {os.cpu_count()} cores. "
        "Siblings in villages (PSUs), 12 strata, 8 ethnic groups whose base rates differ by 3.7, "
        "survey weights, 1 % without a risk; list by `equal_cover` at a capacity of 10 %; the "
        "default policy's limits (contrast of the false negative rate 0.10, observed over expected "
        "0.80-1.25). All required groups judge: 8 ethnic groups, 2 sexes, 6 regions.",
        "",
        "## Bars",
        "",
        "| bar | measured | worlds | held |",
        "|---|---:|---:|---|",
        *[f"| {name} | {share} | {n} | {'yes' if held else '**no**'} |"
          for name, share, n, held in bars],
        "",
        *_fair(found),
        *_sizes(found),
        *_theirs(found, fairlearn),
        *_coverage(found),
        *_replicates(found),
    ]  # fmt: skip
    return "\n".join(lines), all(held for *_, held in bars)


@dataclass(frozen=True, slots=True)
class _Bar:
    """A share of a scenario's worlds, and where it has to lie."""

    name: str
    scenario: str
    share: Callable[[Sequence[Seen]], float]
    least: float = 0.0
    most: float = 1.0


def _bars(found: Found) -> list[tuple[str, str, int, bool]]:
    tried = [
        (bar, bar.share(found[bar.scenario]))
        for bar in (*_verdict_bars(), *_coverage_bars())
        if bar.scenario in found
    ]
    verdicts = [
        (bar.name, _percent(value), len(found[bar.scenario]), bar.least <= value <= bar.most)
        for bar, value in tried
    ]
    return verdicts + _any_size(found) + [one for deff in DEFFS for one in _falling(found, deff)]


def _verdict_bars() -> list[_Bar]:
    asked = (1, 2)
    return [
        _Bar("fair worlds of a survey's sizes *fail* in at most 5 %", "fair",
             _share("missed", FAIL), most=0.05),
        *[_Bar(f"*pass* in at least 80 % with 1,500 at risk in each group, design effect {deff}",
               f"fair, deff {deff}, 1500 at risk", _share("missed", PASS), least=0.8)
          for deff in asked],
        _Bar("a gap of 20 points in a group with 1,000 at risk *fails* in at least 90 %",
             "gap of 20 points", _share("harmed", FAIL), least=0.9),
        _Bar("a gap of 10 points *passes* in at most 5 %", "gap of 10 points",
             _share("harmed", PASS), most=0.05),
        _Bar("labels under-recorded by half *fail* observed over expected in at least 90 %",
             "labels under-recorded by half", _share("expected", FAIL), least=0.9),
    ]  # fmt: skip


def _coverage_bars() -> list[_Bar]:
    least, most = 0.93, 0.97
    return [
        _Bar(
            f"intervals ({name}) cover in 93-97 %, {places} PSUs and {at_risk} at risk in each "
            "group",
            f"{places} PSUs, {at_risk} at risk",
            partial(_held, what=what),
            least=least,
            most=most,
        )
        for places in PLACES[-2:]
        for at_risk in AT_RISK[-2:]
        for what, name in _WHAT.items()
    ]


def _share(of: str, verdict: str) -> Callable[[Sequence[Seen]], float]:
    return lambda seen: float(np.mean([getattr(one, of) == verdict for one in seen]))


_WHAT = {
    "alone": "of the rate, alone",
    "contrast": "of the contrast, alone",
    "together": "all contrasts at once",
}


def _any_size(found: Found) -> list[tuple[str, str, int, bool]]:
    """Return the bar on failures over the fair worlds of every size and design effect."""
    seen = [one for key, some in found.items() if key.startswith("fair, deff") for one in some]
    if not seen:
        return []
    share, most = _share("missed", FAIL)(seen), 0.05
    name = "fair worlds of every size and design effect *fail* in at most 5 %"
    return [(name, _percent(share), len(seen), share <= most)]


def _falling(found: Found, deff: int) -> list[tuple[str, str, int, bool]]:
    shares = [
        float(np.mean([one.missed == UNKNOWN for one in found[key]]))
        for size in SIZES if (key := f"fair, deff {deff}, {size} at risk") in found
    ]  # fmt: skip
    if len(shares) < len(SIZES):
        return []
    falls = all(after <= before + 0.02 for before, after in itertools.pairwise(shares))
    name = f"the share of *insufficient evidence* falls with the sample, design effect {deff}"
    worlds = sum(len(found[f"fair, deff {deff}, {size} at risk"]) for size in SIZES)
    return [(name, " ".join(map(_percent, shares)), worlds, falls and shares[-1] < shares[0])]


def _fair(found: Found) -> list[str]:
    seen = [one for key, some in found.items() if key.startswith("fair") for one in some]
    if not seen:
        return []
    truth = np.array([one.truth for one in seen])
    return [
        "Fair is the list that covers the same share of every area's expected need with calibrated "
        "risks: the true contrast (from the true risks of the children, on the list drawn) is on "
        f"average {np.abs(truth.mean(axis=0)).max():.3f} at most, what is left being the 2 % who "
        "live among another group. Gaps are true contrasts: records of a share of the group's "
        f"children hide every sign of risk ({_true(found, 'gap of 20 points')}; "
        f"{_true(found, 'gap of 10 points')}).",
        "",
    ]


def _true(found: Found, key: str) -> str:
    seen = found.get(key)
    if not seen:
        return f"{key}: not run"
    truth = np.array([one.truth for one in seen])
    harmed = truth[:, np.argmax(np.abs(truth.mean(axis=0)))]
    return f"{key}: {harmed.mean():.3f} on average, standard deviation {harmed.std():.3f}"


def _sizes(found: Found) -> list[str]:
    if not any(key.startswith("fair") for key in found):
        return []
    lines = [
        "## Fair worlds: what is said by sample size",
        "",
        "| design effect asked | at risk in each group | measured design effect | children "
        "| half width | pass | insufficient evidence | fail | worlds |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [
        f"| {deff} | {size:,} | {_row(seen)} |"
        for deff, size in itertools.product(DEFFS, SIZES)
        if (seen := found.get(f"fair, deff {deff}, {size} at risk"))
    ]
    if seen := found.get("fair"):
        lines.append(f"| 2 | a survey's: 120 to 1,500 | {_row(seen)} |")
    return [*lines, ""]


def _row(seen: Sequence[Seen]) -> str:
    shares = [_percent(float(np.mean([one.missed == said for one in seen])))
              for said in (PASS, UNKNOWN, FAIL)]  # fmt: skip
    figures = [
        f"{np.nanmean([one.deff for one in seen]):.2f}",
        f"{np.mean([one.n_children for one in seen]):,.0f}",
        f"{np.nanmean([one.half for one in seen]):.3f}",
        *shares,
        str(len(seen)),
    ]
    return " | ".join(figures)


def _theirs(found: Found, fairlearn: tuple[float, ...]) -> list[str]:
    tools = list(next((some[0].theirs for some in found.values() if some[0].theirs), {}))
    if not tools:
        return []
    lines = [
        "## Beside it: other tools on the same worlds",
        "",
        "Fairlearn's `MetricFrame(...).difference()` by ethnicity, refused above 0.10; its "
        "bootstrap interval of it (*fail* wholly above, *pass* wholly below, else unknown); each "
        "group's false negative rate over that of the largest group, refused outside 0.8-1.25, as "
        "in Aequitas. The bootstrap is counted here as Fairlearn does it: on one world "
        f"[{fairlearn[0]:.3f}, {fairlearn[1]:.3f}], Fairlearn's own "
        f"[{fairlearn[2]:.3f}, {fairlearn[3]:.3f}].",
        "",
        "Share that pass / are left open / fail:",
        "",
        "| world | riskscreen, any group | riskscreen, the harmed group | "
        + " | ".join(tools)
        + " |",
        "|---|" + "---:|" * (len(tools) + 2),
    ]
    for key, seen in found.items():
        if seen[0].theirs and not key.endswith("replicates"):
            ours = [_three([one.missed for one in seen]), _three([one.harmed for one in seen])]
            their = [_three([one.theirs[tool] for one in seen]) for tool in tools]
            lines.append(f"| {key} | " + " | ".join([*ours, *their]) + " |")
    return [*lines, ""]


def _three(verdicts: Sequence[str]) -> str:
    return " / ".join(f"{100 * np.mean([one == v for one in verdicts]):.0f}"
                      for v in (PASS, UNKNOWN, FAIL))  # fmt: skip


def _coverage(found: Found) -> list[str]:
    lines = [
        "## How often an interval covers",
        "",
        "Cut-offs frozen before, so that the truth is the same for every draw of the design "
        "(false negative rate 0.6 in every group, contrasts 0). Percent of the intervals that "
        "there are; in brackets, percent of groups without one (undefined in over 1 % of the "
        "replicates, or no spread). *All at once* is as printed: below the policy's floor (30 at "
        "risk or 10 PSUs) exact, which judges nothing.",
        "",
        "| PSUs | at risk | rate, alone | contrast, alone | all contrasts at once, as printed "
        "| the same without the policy's floor | worlds |",
        "|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for places in PLACES:
        for at_risk in AT_RISK:
            key = f"{places} PSUs, {at_risk} at risk"
            if seen := found.get(key):
                bare = found.get(f"{key}, no floor")
                figures = [_with_none(seen, what) for what in ("alone", "contrast", "together")]
                figures.append(_with_none(bare, "together") if bare else "the same")
                lines.append(f"| {places} | {at_risk} | {' | '.join(figures)} | {len(seen)} |")
    return [*lines, ""] if len(lines) > 6 else []  # noqa: PLR2004 - the heading's lines


def _values(seen: Sequence[Seen], what: str) -> np.ndarray:  # type: ignore[type-arg]
    return np.concatenate([np.atleast_1d(getattr(one, what)) for one in seen])


def _held(seen: Sequence[Seen], what: str) -> float:
    values = _values(seen, what)
    return float(np.nanmean(values)) if np.isfinite(values).any() else float("nan")


def _with_none(seen: Sequence[Seen], what: str) -> str:
    values = _values(seen, what)
    none = float(np.isnan(values).mean())
    return _percent(_held(seen, what)) + (f" ({_percent(none)} none)" if none else "")


def _replicates(found: Found) -> list[str]:
    few, many = found.get("fair"), found.get("fair, 1,000 replicates")
    if not few or not many:
        return []
    few = sorted(few, key=lambda one: one.truth)
    same = {one.truth: one for one in few}
    pairs = [(same[one.truth], one) for one in many if one.truth in same]
    if not pairs:
        return []
    wider = np.mean([a.half / b.half for a, b in pairs])
    agree = np.mean([a.missed == b.missed for a, b in pairs])
    return [
        "## Replicates",
        "",
        f"These worlds are judged with 400 replicates in place of the policy's 1,000. On "
        f"{len(pairs)} worlds judged with both, intervals with 400 are {wider:.3f} times as wide "
        f"and {_percent(float(agree))} of the verdicts agree.",
        "",
    ]


def _percent(share: float) -> str:
    return "-" if np.isnan(share) else f"{100 * share:.1f} %"


def picture(found: Found, path: Path) -> None:
    """Write the figure: verdicts on fair worlds by sample size, and what each tool refuses."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "bias bench", "svg.fonttype": "none", "font.size": 9})
    from matplotlib import pyplot as plt

    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 3.8), layout="constrained")
    for deff, style in zip(DEFFS, ("-", "--", ":"), strict=True):
        some = [(size, found[key]) for size in SIZES
                if (key := f"fair, deff {deff}, {size} at risk") in found]  # fmt: skip
        for said, colour, marker in ((PASS, "#0b6e4f", "o"), (UNKNOWN, "#6b6b6b", "s")):
            share = [100 * np.mean([one.missed == said for one in seen]) for _, seen in some]
            left.plot([size for size, _ in some], share, style, color=colour, marker=marker,
                      markersize=4, label=f"{said}, design effect {deff}")  # fmt: skip
    left.set(xscale="log", xlabel="children at risk in each group", ylabel="percent of fair worlds",
             title="Fair worlds: what the gate says", ylim=(-3, 103))  # fmt: skip
    left.set_xticks(SIZES, [f"{size:,}" for size in SIZES])
    left.minorticks_off()
    left.legend(
        fontsize=6.5, frameon=False, ncols=2, loc="upper center", bbox_to_anchor=(0.5, -0.14)
    )
    _refusals(right, found)
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def _refusals(axes, found: Found) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - matplotlib's
    keys = [key for key in ("fair", "fair, deff 2, 1500 at risk", "gap of 10 points",
                            "gap of 20 points") if key in found]  # fmt: skip
    tools = list(found[keys[0]][0].theirs)
    names = ["riskscreen", *tools]
    for at, tool in enumerate(names):
        share = [
            100 * np.mean([(one.missed if tool == "riskscreen" else one.theirs[tool]) == FAIL
                           for one in found[key]])
            for key in keys
        ]  # fmt: skip
        places = np.arange(len(keys)) + 0.2 * (at - 1.5)
        drawn = axes.bar(places, share, width=0.19, label=tool, edgecolor="#333",
                         hatch=("", "//", "..", "xx")[at],
                         color=("#0b6e4f", "#d9d9d9", "#bdbdbd", "#f0f0f0")[at])  # fmt: skip
        axes.bar_label(drawn, fmt="%.0f", fontsize=7)
    axes.set_xticks(
        range(len(keys)),
        [key.replace(", ", ",\n", 1).replace(" points", "\npoints") for key in keys],
    )
    axes.set(ylabel="percent of worlds refused as unfair", title="Who refuses what", ylim=(0, 135))
    axes.legend(fontsize=7, frameon=False, loc="upper left")
