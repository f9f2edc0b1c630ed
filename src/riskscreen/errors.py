"""Which errors does riskscreen raise on purpose, and what may a caller catch?

Each class also subclasses the built-in it refines, so code that knows nothing of riskscreen
still catches the right thing.

::

    RiskscreenError
    ├── InputError (ValueError)            the caller's data or arguments
    │   ├── SchemaError                    records that break their schema; carries the findings
    │   ├── IdentifierError                a direct identifier at the door
    │   ├── MappingError                   a mapping file that cannot be read or applied
    │   ├── PolicyError                    a policy file that cannot be read or contradicts itself
    │   ├── FeatureError                   a feature that may not be built, or has no such input
    │   ├── OutcomeError                   an outcome nobody defined
    │   └── TrainingError                  a table that cannot be trained on
    ├── GateError (RuntimeError)           a finding refuses the release; carries the findings
    │   └── DisclosureError                a report that would give a small group away
    ├── RegistryError (RuntimeError)       the MLflow store lacks what it must hold
    ├── IntegrityError (RuntimeError)      what is stored is not what was written
    │   ├── BundleError                    a bundle that fails verification
    │   └── LedgerError                    a ledger that fails verification
    ├── ReleaseError (RuntimeError)        a release that may not be served
    │   ├── UnsignedReleaseError           unsigned, and the caller did not allow it
    │   ├── ExpiredReleaseError            past its expiry date
    │   └── StaleLedgerError               newest ledger line older than the policy allows
    └── MissingExtraError (ImportError)    an optional library is not installed
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from riskscreen.core.finding import Finding

__all__ = [
    "BundleError",
    "DisclosureError",
    "ExpiredReleaseError",
    "FeatureError",
    "GateError",
    "IdentifierError",
    "InputError",
    "IntegrityError",
    "LedgerError",
    "MappingError",
    "MissingExtraError",
    "OutcomeError",
    "PolicyError",
    "RegistryError",
    "ReleaseError",
    "RiskscreenError",
    "SchemaError",
    "StaleLedgerError",
    "TrainingError",
    "UnsignedReleaseError",
]


class RiskscreenError(Exception):
    """Base of every error that riskscreen raises on purpose."""


class InputError(RiskscreenError, ValueError):
    """The caller's data or arguments cannot be used."""


class _FindingsError(RiskscreenError):
    """An error that carries the findings behind it."""

    def __init__(self, message: str, *, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings: tuple[Finding, ...] = tuple(findings)


class SchemaError(_FindingsError, InputError):
    """Records break their schema; ``findings`` lists every fault."""


class IdentifierError(InputError):
    """A name, phone number, address, identity number or exact birth date is in the records."""


class MappingError(InputError):
    """A mapping file cannot be read or applied."""


class PolicyError(InputError):
    """A policy file cannot be read or contradicts itself."""


class FeatureError(InputError):
    """A feature may not be built, or asks for an input that nobody provides."""


class OutcomeError(InputError):
    """An outcome is unknown or badly defined."""


class TrainingError(InputError):
    """A table cannot be trained on."""


class GateError(_FindingsError, RuntimeError):
    """A finding refuses the release; ``findings`` lists which."""


class DisclosureError(GateError):
    """A report would give the number of a small group away; nothing of it is written."""


class RegistryError(RiskscreenError, RuntimeError):
    """The MLflow store lacks what it must hold."""


class IntegrityError(RiskscreenError, RuntimeError):
    """What is stored is not what was written."""


class BundleError(IntegrityError):
    """A bundle fails verification."""


class LedgerError(IntegrityError):
    """A ledger fails verification."""


class ReleaseError(RiskscreenError, RuntimeError):
    """A release may not be served."""


class UnsignedReleaseError(ReleaseError):
    """The bundle is unsigned and the caller did not allow that."""


class ExpiredReleaseError(ReleaseError):
    """The release is past its expiry date."""


class StaleLedgerError(ReleaseError):
    """The newest ledger line is older than the policy allows."""


class MissingExtraError(RiskscreenError, ImportError):
    """An optional library is not installed."""
