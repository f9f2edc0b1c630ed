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
    │   ├── NobodyKnownError               none of these children is known on the day
    │   ├── KeyFileError                   a key that cannot be read, written or used
    │   ├── AlreadyDoneError               what is asked for is so already; nothing was written
    │   └── TrainingError                  a table that cannot be trained on
    ├── GateError (RuntimeError)           a finding refuses the release; carries the findings
    │   └── DisclosureError                a report that would give a small group away
    ├── RegistryError (RuntimeError)       the MLflow store lacks what it must hold
    │   └── RunChangedError                and IntegrityError: a run is not what it logged
    ├── AccessLogError (RuntimeError)      an access log that cannot be written; nothing is answered
    ├── IntegrityError (RuntimeError)      what is stored is not what was written
    │   ├── BundleError                    a bundle that fails verification
    │   ├── LedgerError                    a ledger that fails verification
    │   │   └── LedgerMovedError           another line came first: look, and decide again
    │   ├── SignatureError                 a signature that no trusted key made
    │   ├── OverrideError                  a file of overrides that fails verification
    │   │   └── OverrideFileError          and InputError: one that cannot be read or written
    │   └── ReplayError                    what is replayed is not what was logged
    ├── ReleaseError (RuntimeError)        a release that may not be served
    │   ├── UnknownReleaseError            and InputError: no such name or version in the ledger
    │   ├── TrustError                     no trusted key, or a trust file that cannot be read
    │   ├── PastReleaseError               loaded to explain what it said once: it scores nobody
    │   ├── StoppedReleaseError            somebody stopped it; says why
    │   ├── SupersededReleaseError         another version is served now: load that
    │   ├── ExpiredReleaseError            past its expiry date
    │   └── StaleLedgerError               newest ledger line older than the policy allows
    └── MissingExtraError (ImportError)    an optional library is not installed
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from riskscreen.core.finding import Finding

__all__ = [
    "AccessLogError",
    "AlreadyDoneError",
    "BundleError",
    "DisclosureError",
    "ExpiredReleaseError",
    "FeatureError",
    "GateError",
    "IdentifierError",
    "InputError",
    "IntegrityError",
    "KeyFileError",
    "LedgerError",
    "LedgerMovedError",
    "MappingError",
    "MissingExtraError",
    "NobodyKnownError",
    "OutcomeError",
    "OverrideError",
    "OverrideFileError",
    "PastReleaseError",
    "PolicyError",
    "RegistryError",
    "ReleaseError",
    "ReplayError",
    "RiskscreenError",
    "RunChangedError",
    "SchemaError",
    "SignatureError",
    "StaleLedgerError",
    "StoppedReleaseError",
    "SupersededReleaseError",
    "TrainingError",
    "TrustError",
    "UnknownReleaseError",
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


class NobodyKnownError(InputError):
    """None of the children given is known on the day, or can be scored on it.

    Where children were to be scored, ``not_scored`` holds each by its ground: a tuple of
    ``scoring.LeftOut``.
    """

    def __init__(self, message: str, *, not_scored: Sequence[Any] = ()) -> None:
        super().__init__(message)
        self.not_scored: tuple[Any, ...] = tuple(not_scored)


class KeyFileError(InputError):
    """A key cannot be read, written or used."""


class AlreadyDoneError(InputError):
    """What is asked for is so already: a second stop, sign-off or trust; nothing was written."""


class TrainingError(InputError):
    """A table cannot be trained on."""


class GateError(_FindingsError, RuntimeError):
    """A finding refuses the release; ``findings`` lists which."""


class DisclosureError(GateError):
    """A report would give the number of a small group away; nothing of it is written."""


class RegistryError(RiskscreenError, RuntimeError):
    """The MLflow store lacks what it must hold."""


class AccessLogError(RiskscreenError, RuntimeError):
    """The access log cannot be written, or holds what no access log does; nothing was answered."""


class IntegrityError(RiskscreenError, RuntimeError):
    """What is stored is not what was written."""


class RunChangedError(RegistryError, IntegrityError):
    """The files of a run are not those that it logged."""


class BundleError(IntegrityError):
    """A bundle fails verification."""


class LedgerError(IntegrityError):
    """A ledger fails verification."""


class LedgerMovedError(LedgerError):
    """A line that changes what serves was added while another was decided; nothing was written."""


class SignatureError(IntegrityError):
    """A signature is not that of a trusted key, or of other bytes."""


class OverrideError(IntegrityError):
    """A file of overrides fails verification."""


class OverrideFileError(OverrideError, InputError):
    """A file of overrides cannot be read or written; nothing was recorded."""


class ReplayError(IntegrityError):
    """A logged score cannot be replayed: what is given or what comes out is not what was logged."""


class ReleaseError(RiskscreenError, RuntimeError):
    """A release may not be served."""


class UnknownReleaseError(ReleaseError, InputError):
    """The ledger holds no release of this name or version: nothing serves, and the word is wrong.

    A service catches it with every other ``ReleaseError``; who typed the name, as bad input.
    """


class PastReleaseError(ReleaseError):
    """The release was loaded to explain what it said once; it scores nobody."""


class TrustError(ReleaseError):
    """No key is trusted, or the file that says which are cannot be read."""


class StoppedReleaseError(ReleaseError):
    """Somebody stopped the release; the message says when and why."""


class SupersededReleaseError(ReleaseError):
    """Another version of the release is served now; load it."""


class ExpiredReleaseError(ReleaseError):
    """The release is past its expiry date."""


class StaleLedgerError(ReleaseError):
    """The newest ledger line is older than the policy allows."""


class MissingExtraError(RiskscreenError, ImportError):
    """An optional library is not installed."""
