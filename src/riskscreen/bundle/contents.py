"""What goes into a release, and what comes out of it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from riskscreen import model
from riskscreen.bundle.manifest import Manifest
from riskscreen.bundle.signoff import Approval
from riskscreen.signing import TrustedKey

__all__ = ["Bundle", "BundleContents"]


@dataclass(frozen=True, slots=True)
class BundleContents:
    """What ``write`` puts into a bundle; all but the models are JSON types.

    Parameters
    ----------
    models : mapping of str to RiskModel
        By outcome; only outcomes whose verdict is *pass*.
    cutoffs : mapping of str to dict
        Frozen cut-offs by outcome.
    features : dict
        ``names`` (list: every feature that some model reads), ``state`` (the fitted state) and
        ``medians`` (reference median by name, None where there is none).
    policy, schema, card : dict
        The policy as ``Policy.to_dict`` gives it, the schema at training, the model card.
    verdicts : dict
        By outcome: ``verdict``, ``model_sha256`` (``RiskModel.digest`` of the model that was
        judged), ``served_sha256`` (``served_digest`` of all that a score follows from),
        ``findings`` (all, as ``Finding.to_dict`` gives them), ``waived`` (list of
        ``{"finding", "waiver"}``); further entries are kept. Refused outcomes may be here too.
    golden : dict
        By outcome, what ``golden_rows`` returns.
    reports : mapping of str to str
        HTML by language, ``en`` and ``vi``.
    approvals : list of dict
        Envelopes, as ``approve`` makes them.
    meta : dict
        ``name, counter, training_digest, run_id, code_version, population, created``
        (``2026-01-31T09:00:00Z``), ``expires`` (``2027-01-31``), ``demo, synthetic, legal``
        (``legal_basis, purpose, retention_until``).
    """

    models: Mapping[str, model.RiskModel]
    cutoffs: Mapping[str, dict[str, Any]]
    features: dict[str, Any]
    policy: dict[str, Any]
    schema: dict[str, Any]
    verdicts: dict[str, Any]
    card: dict[str, Any]
    golden: dict[str, Any]
    reports: Mapping[str, str]
    approvals: list[dict[str, Any]]
    meta: dict[str, Any]

    def __repr__(self) -> str:
        return f"BundleContents({', '.join(self.models)})"


@dataclass(frozen=True, slots=True)
class Bundle:
    """A release that passed every check of ``read``; most fields are those of BundleContents.

    Parameters
    ----------
    approvals : tuple of Approval
        Verified, one per holder.
    signer : TrustedKey
        Whose signature covers every file.
    signature_sha256 : str
        SHA-256 of the signature's file, to be held against the ledger's line.
    """

    manifest: Manifest
    models: Mapping[str, model.RiskModel]
    cutoffs: Mapping[str, dict[str, Any]]
    features: dict[str, Any]
    policy: dict[str, Any]
    schema: dict[str, Any]
    verdicts: dict[str, Any]
    card: dict[str, Any]
    golden: dict[str, Any]
    reports: Mapping[str, str]
    approvals: tuple[Approval, ...]
    signer: TrustedKey
    signature_sha256: str

    def __repr__(self) -> str:
        return f"Bundle({self.manifest!r})"

    @property
    def digest(self) -> str:
        """SHA-256 of the manifest's bytes, to be held against the ledger's line."""
        return self.manifest.digest

    @property
    def meta(self) -> Mapping[str, Any]:
        """Name, counter, digests, dates, flags and legal basis."""
        return self.manifest.meta

    @property
    def screener(self) -> model.Screener:
        """The models with the fitted state of their features."""
        return model.Screener(self.models, self.features["state"])
