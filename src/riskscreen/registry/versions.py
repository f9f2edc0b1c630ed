"""Which versions does a name have, and which one is released?

For people who look, and for a release that has to finish or clean up: nothing is served because
of a version, an alias or a tag. A server may hold the models of others; ours bear a mark.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from riskscreen.errors import RegistryError
from riskscreen.registry.connection import Connection, pages

__all__ = [
    "VersionRecord",
    "clear_released",
    "mark_released",
    "names",
    "note",
    "register",
    "released",
    "remove",
    "versions",
]

_RELEASED = "released"
_MARK, _OURS = "riskscreen", "release"
_ABSENT = "RESOURCE_DOES_NOT_EXIST"
_QUOTES = frozenset("'\"`")


@dataclass(frozen=True, slots=True)
class VersionRecord:
    """What MLflow holds of a registered version: its number, run and tags."""

    version: int
    run_id: str
    tags: Mapping[str, str]

    def __repr__(self) -> str:
        return f"VersionRecord({self.version}, {self.run_id}, {len(self.tags)} tags)"


def register(
    to: Connection, name: str, *, source: str, run_id: str, tags: Mapping[str, str]
) -> int:
    """Return the number of a new version; the name is made where absent."""
    with to.alone(), to.asking(f"register a version of {name}"):
        _own(to, name)
        made = to.client.create_model_version(
            name, source, run_id=run_id, tags=dict(tags), await_creation_for=0
        )
        return int(made.version)


def versions(to: Connection, name: str) -> tuple[VersionRecord, ...]:
    """Return every version of a name, oldest first."""
    if _QUOTES & set(name):
        return ()  # no name that was ever registered: the filter could not ask for it
    with to.asking(f"list the versions of {name}"):
        found = pages(to.client.search_model_versions, filter_string=f"name = '{name}'")
        # some databases compare names without regard to case
        kept = [_version(entry) for entry in found if entry.name == name]
    return tuple(sorted(kept, key=lambda one: one.version))


def names(to: Connection) -> tuple[str, ...]:
    """Return every name that riskscreen registered, sorted."""
    with to.asking("list the registered models"):
        found = pages(to.client.search_registered_models, filter_string=f"tags.{_MARK} = '{_OURS}'")
        return tuple(sorted(str(entry.name) for entry in found))


def remove(to: Connection, name: str, version: int) -> None:
    """Delete a version that is not released, of a name that is ours."""
    with to.alone(), to.asking(f"remove version {version} of {name}"):
        model = _model(to, name)
        if model is None:
            return
        if not _marked(model):
            raise _others(to, name)
        if _alias(model) == version:
            raise RegistryError(
                f"version {version} of {name} is released and stays; release another one, or stop "
                "this one, first"
            )
        _unless_absent(to, lambda: to.client.delete_model_version(name, str(version)))


def mark_released(to: Connection, name: str, version: int) -> None:
    """Set the alias."""
    with to.alone(), to.asking(f"set the alias of {name} to version {version}"):
        to.insist(lambda: to.client.set_registered_model_alias(name, _RELEASED, str(version)))


def clear_released(to: Connection, name: str) -> None:
    """Take the alias away."""
    with to.alone(), to.asking(f"clear the alias of {name}"):
        take = partial(to.client.delete_registered_model_alias, name, _RELEASED)
        _unless_absent(to, lambda: to.insist(take))


def released(to: Connection, name: str) -> int | None:
    """Return the version that carries the alias.

    Read from the registered model: MLflow answers a question for an alias that is not there with
    the code of a wrong question.
    """
    with to.asking(f"read the alias of {name}"):
        model = _model(to, name)
        return None if model is None else _alias(model)


def note(to: Connection, name: str, version: int, *, tags: Mapping[str, str]) -> None:
    """Set tags on a version."""
    with to.alone(), to.asking(f"set tags on version {version} of {name}"):
        for key, value in tags.items():
            to.insist(partial(to.client.set_model_version_tag, name, str(version), key, value))


def _own(to: Connection, name: str) -> None:
    """Make the registered model where absent, and refuse one of somebody else's."""
    if _QUOTES & set(name):
        raise RegistryError(f"{name!r} cannot be registered; leave the quotes out")
    model = _model(to, name)
    if model is None:
        model = _made(to, name)
    if _marked(model):
        return
    if to.address.folder is None:
        raise _others(to, name)
    # a folder is all ours; the first version of riskscreen set no mark
    to.insist(lambda: to.client.set_registered_model_tag(name, _MARK, _OURS))


def _made(to: Connection, name: str) -> Any:  # noqa: ANN401 - MLflow's registered model
    try:
        return to.client.create_registered_model(name, tags={_MARK: _OURS})
    except to.mlflow.exceptions.MlflowException as fault:
        if to.code(fault) != "RESOURCE_ALREADY_EXISTS":  # somebody was faster
            raise
    return to.client.get_registered_model(name)


def _model(to: Connection, name: str) -> Any:  # noqa: ANN401 - MLflow's registered model
    return _unless_absent(to, lambda: to.client.get_registered_model(name))


def _unless_absent(to: Connection, call: Callable[[], Any]) -> Any:  # noqa: ANN401 - MLflow's answer
    try:
        return call()
    except to.mlflow.exceptions.MlflowException as fault:
        if to.code(fault) != _ABSENT:
            raise
    return None


def _marked(model: Any) -> bool:  # noqa: ANN401 - MLflow's registered model
    return bool(model.tags.get(_MARK) == _OURS)


def _alias(model: Any) -> int | None:  # noqa: ANN401 - MLflow's registered model
    version = model.aliases.get(_RELEASED)
    return None if version is None else int(version)


def _version(entry: Any) -> VersionRecord:  # noqa: ANN401 - MLflow's version
    return VersionRecord(int(entry.version), str(entry.run_id or ""), dict(entry.tags))


def _others(to: Connection, name: str) -> RegistryError:
    return RegistryError(
        f"the registered model {name} at {to.address.shown} bears no tag {_MARK}={_OURS}, so it is "
        "somebody else's; take another name, or set the tag if it is yours"
    )
