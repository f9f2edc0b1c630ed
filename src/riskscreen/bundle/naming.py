"""Of which bundle does a fault speak? Of its folder: a service holds several."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from riskscreen.errors import BundleError, SignatureError

__all__ = ["naming"]

_Given = ParamSpec("_Given")
_Read = TypeVar("_Read")
_Reader = Callable[Concatenate[str | Path, _Given], _Read]


def naming(read: _Reader[_Given, _Read]) -> _Reader[_Given, _Read]:
    """Return a reader of a folder whose every refusal begins with that folder."""

    @functools.wraps(read)
    def told(folder: str | Path, /, *given: _Given.args, **named: _Given.kwargs) -> _Read:
        try:
            return read(folder, *given, **named)
        except (BundleError, SignatureError) as fault:
            if str(Path(folder)) in str(fault):
                raise
            raise type(fault)(f"{Path(folder)}: {fault}") from fault

    return told
