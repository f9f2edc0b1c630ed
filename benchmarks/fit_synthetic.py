"""Which numbers of a synthetic profile make its panels agree with what is published?

Stochastic approximation: a panel is drawn, every knob is turned by the distance of its own figure
from its target, and the next panel has another seed and smaller steps. The figures of a wave's new
households settle how a household is drawn; those of the half that is interviewed again, after one
year and after two, how a year changes it: all have to agree, or the waves would drift apart.

Writes ``<profile>.fitted.toml`` beside the profile. The targets are read by the same code as
`riskscreen synth --fit`.
"""

from __future__ import annotations

import argparse
import copy
import datetime
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from knobs import AGED, FITS, FRESH, Facts, Knob

from riskscreen.synthetic import tables
from riskscreen.synthetic.dials.turned import Dials
from riskscreen.synthetic.fitting.crossing import Cross
from riskscreen.synthetic.panels import Columns
from riskscreen.synthetic.profile import facts_of, parse
from riskscreen.synthetic.running import each, make_block, order
from riskscreen.synthetic.sheets import Sheet, decoded, joined

FOLDER = Path(tables.__file__).parent / "profiles"
PANELS = 8  # of the survey's size, put together and read as one
WAVES = 3  # as many as a panel has by default
REFINED = 0.4  # largest step from numbers that were fitted before


@dataclass(slots=True)
class Fit:
    """The knobs of one profile, turned until their figures stand at the targets."""

    profile: str
    knobs: Sequence[Knob]
    refines: bool = False
    facts: Facts = field(default_factory=dict)

    def run(self, *, households: int, rounds: int, looks: int, seed: int, workers: int) -> None:
        """Turn all knobs ``rounds`` times, each by the mean gap of so many looks at panels.

        A look is ``PANELS`` panels of this many households. Starts from
        the profile's own numbers, or in smaller steps from those that were fitted before.
        """
        self.facts = copy.deepcopy(facts_of(self.profile, fitted=self.refines))
        start = REFINED if self.refines else 1.0
        late: list[list[Any]] = []
        for at in range(rounds):
            crosses = [
                draw(
                    self.facts, households=households, seed=(seed + at) * looks + look,
                    panels=PANELS, workers=workers,
                )
                for look in range(looks)
            ]  # fmt: skip
            step = min(start, 4.0 / (at + 1.0))
            gaps = [knob.turn(self.facts, crosses, step=step) for knob in self.knobs]
            worst = max(range(len(gaps)), key=lambda i: abs(gaps[i]))
            say(
                f"round {at + 1} of {rounds}: root mean square gap "
                f"{np.sqrt(np.mean(np.square(gaps))):.4f}, largest {gaps[worst]:+.3f} at "
                f"{'.'.join(self.knobs[worst].path)} {self.knobs[worst].ages or ''}"
            )
            if 2 * at >= rounds:
                late.append([copy.deepcopy(self._leaf(knob)) for knob in self.knobs])
        # the mean of the later rounds lies nearer than the last of them
        for knob, values in zip(self.knobs, zip(*late, strict=True), strict=True):
            mean = np.round(np.mean(np.array(values, dtype=np.float64), axis=0), 4)
            self._leaf_of(knob)[knob.path[-1]] = mean.tolist()

    def _leaf_of(self, knob: Knob) -> Any:  # noqa: ANN401 - a table or a list of TOML
        node: Any = self.facts
        for name in knob.path[:-1]:
            node = node[name]
        return node

    def _leaf(self, knob: Knob) -> Any:  # noqa: ANN401 - a number or a list of TOML
        return self._leaf_of(knob)[knob.path[-1]]

    def text(self, command: str) -> str:
        """Return the fitted file; what was refined keeps the command that it was refined from."""
        today = datetime.datetime.now(datetime.UTC).date()
        lines = [
            "# Numbers that make panels of this profile agree with what is published. They take",
            "# the place of the profile's own: edit that one. Written by, in turn:",
        ]
        if self.refines:
            before = (FOLDER / f"{self.profile}.fitted.toml").read_text(encoding="utf-8")
            lines += [line for line in before.splitlines() if line.startswith("#   ")]
        lines.append(f"#   {command}, {today}")
        tree: dict[str, dict[str, Any]] = {}
        for knob in self.knobs:
            tree.setdefault(".".join(knob.path[:-1]), {})[knob.path[-1]] = self._leaf(knob)
        for table, leaves in sorted(tree.items()):
            lines += ["", f"[{table}]"]
            lines += [f"{name} = {value}" for name, value in sorted(leaves.items())]
        return "\n".join(lines) + "\n"


def draw(
    facts: Facts, *, households: int, seed: int, panels: int, workers: int
) -> dict[str, Cross]:
    """Return the new households of the first wave and the re-interviewed ones of the later ones.

    Several panels of the survey's own size are put together: a larger one would have larger
    communes, whose means, which move risks, are less noisy.
    """
    parts = [
        _one_panel(facts, households=households, seed=seed * panels + at, workers=workers)
        for at in range(panels)
    ]
    whole = [
        {
            name: np.concatenate([_apart(name, part[table][name], at)
                                  for at, part in enumerate(parts)])
            for name in parts[0][table]
        }
        for table in (0, 1)
    ]  # fmt: skip
    waves = [_of_year(whole, int(str(day)[:4])) for day in tables.WAVE_DAYS[:WAVES]]
    again = [_seen_before(then, now, at) for at, (then, now) in enumerate(pairwise(waves))]
    return {
        FRESH: Cross.of(*waves[0]),
        AGED: Cross.of(*(
            {name: np.concatenate([wave[table][name] for wave in again]) for name in whole[table]}
            for table in (0, 1)
        )),
    }  # fmt: skip


def _of_year(whole: Sequence[Columns], year: int) -> list[Columns]:
    return [
        {name: values[at] for name, values in table.items()}
        for table in whole
        for at in [table["observed_date"].astype("datetime64[Y]") == np.datetime64(str(year))]
    ]


def _seen_before(then: Sequence[Columns], now: Sequence[Columns], at: int) -> list[Columns]:
    """Return the rows of ``now`` whose household is in ``then``, named after their wave."""
    kept = []
    for table in now:
        again = np.isin(table["household_id"], then[0]["household_id"])
        rows = {name: values[again] for name, values in table.items()}
        kept.append(rows | {"household_id": np.char.add(rows["household_id"], f"/{at}")})
    return kept


def _one_panel(
    facts: Facts, *, households: int, seed: int, workers: int
) -> tuple[Columns, Columns]:
    what = order(parse(facts), households=households, waves=WAVES, seed=seed, dials=Dials())
    made = list(each(partial(make_block, what), what.spans(), workers=workers))
    return (
        _plain(joined([one.households for one in made])),
        _plain(joined([one.children for one in made])),
    )


def _apart(name: str, values: Any, at: int) -> Any:  # noqa: ANN401 - a column
    """Return a column of the panel numbered ``at``: its names are no other panel's."""
    if name in ("household_id", "child_id", "psu", "stratum"):
        return np.char.add(values, f"-{at}")
    return values / PANELS if name == "weight" else values


def _plain(sheet: Sheet) -> Columns:
    return {name: decoded(column) for name, column in sheet.items()}


SIZES = {"vhlss2014": 46_995, "ncls2012": 46_995, "province2025": 20_000}


def say(line: str) -> None:
    """Print a line of progress."""
    print(line, file=sys.stderr, flush=True)


def main(arguments: list[str] | None = None) -> int:
    """Fit the profiles and write what was found beside them."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--profile", choices=sorted(FITS), action="append")
    asked.add_argument("--rounds", type=int, default=18)
    asked.add_argument("--looks", type=int, default=1, help=f"of {PANELS} panels, in a round")
    asked.add_argument("--refine", action="store_true", help="from what was fitted before")
    asked.add_argument("--seed", type=int, default=1_001)
    asked.add_argument("--workers", type=int, default=2)
    chosen = asked.parse_args(arguments)
    for name in chosen.profile or FITS:
        fit = Fit(name, tuple(FITS[name]()), refines=chosen.refine)
        fit.run(
            households=SIZES[name], rounds=chosen.rounds, looks=chosen.looks, seed=chosen.seed,
            workers=chosen.workers,
        )  # fmt: skip
        command = (
            f"python benchmarks/fit_synthetic.py --profile {name} --rounds {chosen.rounds} "
            f"--seed {chosen.seed}{f' --looks {chosen.looks}' if chosen.looks > 1 else ''}"
            f"{' --refine' if chosen.refine else ''}"
        )
        (FOLDER / f"{name}.fitted.toml").write_text(fit.text(command), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
