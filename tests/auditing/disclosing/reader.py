"""A reader of published rows who subtracts: written from the rows up, apart from the package."""

import itertools

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, identity, vstack

from riskscreen.auditing.disclosing import rounding

ATTRIBUTES = ("ethnicity", "region", "sex")


def count_rows(children, policy):
    """Return margins and intersections of a table of (levels of ATTRIBUTES..., at risk) rows."""
    levels = [sorted({child[place] for child in children}) for place in range(3)]
    rows = [_row((), (), children)]
    for depth in (1, 2, 3):
        for chosen in itertools.combinations(range(3), depth):
            for values in itertools.product(*(levels[place] for place in chosen)):
                inside = [
                    child
                    for child in children
                    if all(child[p] == v for p, v in zip(chosen, values, strict=True))
                ]
                if inside and (depth == 1 or "not_recorded" not in values):
                    rows.append(_row([ATTRIBUTES[p] for p in chosen], values, inside))
    return rows


def _row(names, values, inside):
    kinds = {0: "overall", 1: "required"}
    recorded = "not_recorded" not in values
    return {
        "group": " & ".join(f"{n}={v}" for n, v in zip(names, values, strict=True)) or "overall",
        "attribute": " & ".join(names),
        "level": " & ".join(values),
        "kind": kinds.get(len(names), "intersection") if recorded else "reported",
        "n_children": len(inside),
        "n_at_risk": sum(child[3] for child in inside),
    }


def rounded_rows(rows):
    """Return the rows with their printed counts rounded."""
    return [
        row
        | {
            name: None if row[name] is None else rounding.rounded(row[name])
            for name in ("n_children", "n_at_risk")
        }
        for row in rows
    ]


def ranges(rows, groups):
    """Return the least and largest children and cases of hidden groups, by linear programming.

    One unknown for every combination of levels; each printed row is a window on a sum of them.
    """
    levels = {
        name: sorted({row["level"] for row in rows if row["attribute"] == name})
        for name in ATTRIBUTES
    }
    atoms = list(itertools.product(*(levels[name] for name in ATTRIBUTES)))
    listed = {row["group"] for row in rows}
    empty = np.array([_absent(atom, listed) for atom in atoms])
    above, below, bounds = [], [], np.tile([0.0, 1e7], (2 * len(atoms), 1))
    bounds[np.tile(empty, 2)] = 0.0
    for row in rows:
        inside = _members(row, atoms)
        for count, name in enumerate(("n_children", "n_at_risk")):
            if row[name] is not None:
                least, most = rounding.window(row[name])
                sums = np.zeros(2 * len(atoms))
                sums[np.flatnonzero(inside) + count * len(atoms)] = 1.0
                above += [sums, -sums]
                below += [most, -max(least, (30, 10)[count])]
    if not above:  # nothing is printed
        return {(group, count): (0.0, np.inf) for group in groups for count in (0, 1)}
    each = identity(len(atoms), format="csr")
    a_ub = vstack(
        [csr_matrix(np.array(above)), csr_matrix(np.hstack([-each.toarray(), each.toarray()]))]
    )
    b_ub = np.r_[below, np.zeros(len(atoms))]
    found = {}
    for row in rows:
        if row["group"] in groups:
            inside = np.flatnonzero(_members(row, atoms))
            for count in (0, 1):
                cost = np.zeros(2 * len(atoms))
                cost[inside + count * len(atoms)] = 1.0
                ends = [
                    linprog(sign * cost, A_ub=a_ub, b_ub=b_ub, bounds=bounds, method="highs")
                    for sign in (1, -1)
                ]
                # status 3: no bound at all
                found[row["group"], count] = (
                    ends[0].fun,
                    np.inf if ends[1].status == 3 else -ends[1].fun,
                )
    return found


def _members(row, atoms):
    wanted = dict(
        zip(row["attribute"].split(" & "), row["level"].split(" & "), strict=True)
        if row["attribute"]
        else ()
    )
    return np.array(
        [
            all(dict(zip(ATTRIBUTES, atom, strict=True))[n] == v for n, v in wanted.items())
            for atom in atoms
        ]
    )


def _absent(atom, listed):
    pairs = [f"{n}={v}" for n, v in zip(ATTRIBUTES, atom, strict=True) if v != "not_recorded"]
    return any(
        " & ".join(some) not in listed
        for depth in (2, 3)
        for some in itertools.combinations(pairs, depth)
    )
