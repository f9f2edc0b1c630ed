"""Is the optional library there, and which line installs it?"""

from __future__ import annotations

import importlib
from types import ModuleType

from riskscreen.errors import MissingExtraError

__all__ = ["need"]


def need(module: str, *, extra: str) -> ModuleType:
    """Return the imported ``module``.

    Raises
    ------
    MissingExtraError
        If it is not installed; the message holds the line that installs it.

    Examples
    --------
    >>> need("no_such_library", extra="train")
    Traceback (most recent call last):
        ...
    riskscreen.errors.MissingExtraError: no_such_library is not installed; \
install it with: pip install "riskscreen[train]"
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as fault:
        if fault.name is not None and not module.startswith(fault.name):
            raise
        raise MissingExtraError(
            f'{module} is not installed; install it with: pip install "riskscreen[{extra}]"'
        ) from fault
