"""Which features may a model see?

Everything in the catalogue, except what rests on a protected or a withheld column that the
policy does not name with a reason, and what a nowcast bars.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from riskscreen import schema
from riskscreen.errors import FeatureError
from riskscreen.features.mechanism import Array, Feature, Quantity, Words, registered, role
from riskscreen.policy import Policy

__all__ = ["area_variables", "catalogue", "choose"]


def catalogue(
    policy: Policy | None = None, *, extra: Sequence[Feature] = ()
) -> tuple[Feature, ...]:
    """Return the features that ``policy`` allows, in their fixed order, then ``extra``.

    Parameters
    ----------
    policy : Policy, optional
        Names protected and further columns with the reason why they are features. Without one,
        none of them is.
    extra : sequence of Feature
        One's own features, not registered.

    Raises
    ------
    FeatureError
        If the policy names a column that no feature can use.
    """
    _own(extra)
    reasoned = _reasoned(policy)
    allowed = [
        entry
        for entry in (*_features(), *extra)
        if (reasoned.issuperset(entry.withheld) if entry.withheld else not entry.needs_reason)
    ]
    return (*allowed, *_declared(policy))


def choose(
    policy: Policy | None,
    *,
    barred: Iterable[str] = (),
    only: Sequence[str] | None = None,
    extra: Sequence[Feature] = (),
) -> tuple[Feature, ...]:
    """Return the features to build: all that are allowed, or exactly ``only``, in that order.

    Raises
    ------
    FeatureError
        If ``only`` names a feature that does not exist, that needs a reason which the policy
        does not give, or that rests on a barred column.
    """
    allowed = {entry.name: entry for entry in catalogue(policy, extra=extra)}
    refused = frozenset(barred)
    if only is None:
        return tuple(
            entry for entry in allowed.values() if not refused or refused.isdisjoint(entry.columns)
        )
    chosen = []
    for name in only:
        if name not in allowed:
            raise FeatureError(_why_not(name, only))
        if refused and not refused.isdisjoint(allowed[name].columns):
            barred_here = ", ".join(sorted(refused & set(allowed[name].columns)))
            raise FeatureError(f"feature {name} rests on {barred_here}, barred here; leave it out")
        chosen.append(allowed[name])
    return tuple(chosen)


def area_variables(extra: Iterable[Feature] = ()) -> tuple[str, ...]:
    """Return the names whose area means some feature reads, each once."""
    entries: tuple[Quantity, ...] = (*registered().values(), *extra)
    return tuple(dict.fromkeys(name for entry in entries for name in entry.area_of))


def _features() -> list[Feature]:
    return [entry for entry in registered().values() if isinstance(entry, Feature)]


def _own(extra: Sequence[Feature]) -> None:
    known = {*registered(), *(entry.name for entry in extra)}
    for entry in extra:
        if entry.name in registered():
            raise FeatureError(f"feature {entry.name} is registered already; do not pass it again")
        # Its columns would hide behind the other's name, and with them a protected one.
        hidden = sorted((known - set(registered())).intersection((*entry.inputs, *entry.area_of)))
        if hidden:
            raise FeatureError(
                f"feature {entry.name} reads {', '.join(hidden)}, which is not registered; "
                "register what other features read"
            )


def _reasoned(policy: Policy | None) -> frozenset[str]:
    """Return the columns that the policy gives a reason for, each under its own heading."""
    if policy is None:
        return frozenset()
    for column, reason in (*policy.protected_features.items(), *policy.extra_features.items()):
        if not str(reason).strip():
            raise FeatureError(f"policy {policy.name}: no reason why {column} is a feature; say it")
    open_columns = {column for column in policy.extra_features if role(column) != "protected"}
    return frozenset({*policy.protected_features, *open_columns})


def _declared(policy: Policy | None) -> tuple[Feature, ...]:
    if policy is None:
        return ()
    covered = {column for entry in _features() for column in entry.withheld}
    for column in policy.protected_features:
        if column not in covered:
            raise FeatureError(
                f"policy {policy.name}: {column} is no protected column with a feature; "
                f"those are {', '.join(sorted(covered))}"
            )
    allowed = covered & _reasoned(policy)
    return tuple(_extra(column) for column in policy.extra_features if column not in allowed)


def _extra(column: str) -> Feature:
    if column in schema.CHILDREN or column in schema.HOUSEHOLDS:
        raise FeatureError(
            f"column {column} is part of the schema; extra features are for columns it does not "
            "know, and protected ones belong under protected_features"
        )
    name = column.replace("_", " ")
    return Feature(
        f"extra_{column}",
        _as_recorded,
        (column,),
        f"the column {column} as recorded, declared by the policy",
        unit="as recorded",
        audience="auditor",
        en=Words(name, f"{name}: higher than usual", f"{name}: lower than usual",
                 f"{name}: not recorded"),
        vi=Words(name, f"{name}: cao hơn mức thường gặp", f"{name}: thấp hơn mức thường gặp",
                 f"{name}: chưa ghi nhận"),
    )  # fmt: skip


def _as_recorded(values: Array) -> Array:
    return values


def _why_not(name: str, only: Sequence[str]) -> str:
    entry = registered().get(name)
    if isinstance(entry, Feature):
        return (
            f"feature {name} rests on {', '.join(entry.withheld)} and the policy gives no reason; "
            "name the column with a reason in the policy, or leave the feature out"
        )
    return f"no feature {name}, 1 of {len(only)} asked for; see docs/data_dictionary.md"
