"""Which JSON does this file of a bundle hold? Nothing else, and in the shape that is due."""

from __future__ import annotations

from typing import Any

from riskscreen.core.strictjson import Shape, strict_json
from riskscreen.errors import BundleError, IntegrityError

__all__ = ["parsed"]


def parsed(content: bytes, shape: Shape, *, where: str) -> Any:  # noqa: ANN401 - any JSON value
    """Return the JSON value of a file, of this shape.

    Raises
    ------
    BundleError
        If it is not strict JSON, or of another shape.
    """
    try:
        facts = strict_json(content, where=where)
        shape(facts, where)
    except BundleError:
        raise
    except IntegrityError as fault:
        raise BundleError(str(fault)) from fault
    return facts
