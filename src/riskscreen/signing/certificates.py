"""Which key do these certificates name, and may it sign?

A certificate makes nobody trusted here: its key has to stand in ``trust.toml`` as any other. It is
carried for those who know the signer by an authority alone; `model_signing verify certificate`
follows it up to one.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from riskscreen.core import counted
from riskscreen.errors import KeyFileError, SignatureError
from riskscreen.signing.keys import PublicKey

if TYPE_CHECKING:
    from cryptography import x509

__all__ = ["MOST_CERTIFICATES", "certified", "require_certificates"]

MOST_CERTIFICATES = 10


def certified(chain: Sequence[bytes]) -> PublicKey:
    """Return the key that a chain names: that of its first certificate.

    Parameters
    ----------
    chain : sequence of bytes
        X.509 as DER: the signer's, then each the issuer of the one before.

    Raises
    ------
    SignatureError
        If one is no certificate, did not issue the one before, or the first may not sign.
    """
    from cryptography import x509

    try:
        return _named([x509.load_der_x509_certificate(one) for one in chain])
    except SignatureError:
        raise
    except KeyFileError as fault:
        raise SignatureError(f"the certificate's is {fault}") from fault
    except Exception as fault:  # the library raises errors of many families on a hostile one
        raise SignatureError(
            f"the signature carries no certificate that can be read: {type(fault).__name__}"
        ) from fault


def require_certificates(
    paths: Sequence[Path], public: PublicKey, *, today: datetime.datetime
) -> None:
    """Refuse certificates that a key cannot sign with today.

    Parameters
    ----------
    paths : sequence of Path
        PEM files: the key's own certificate, then each the issuer of the one before.
    public : PublicKey
        The key's public half.
    today : datetime
        With its zone.

    Raises
    ------
    KeyFileError
        If a file cannot be read, they are no chain of certificates, the first is another key's or
        may not sign, or one is not valid now.
    """
    from cryptography import x509

    try:
        found = [x509.load_pem_x509_certificate(path.read_bytes()) for path in paths]
        named = _named(found)
    except OSError as fault:
        raise KeyFileError(
            f"the certificate {fault.filename} cannot be read: {fault.strerror}; it is named by "
            "certificates= (--certificate)"
        ) from fault
    except SignatureError as fault:
        raise KeyFileError(str(fault)) from fault
    except (ValueError, x509.InvalidVersion, x509.DuplicateExtension) as fault:
        raise KeyFileError(
            f"{counted(len(paths), 'file')}, and not each is one certificate as PEM: {fault}"
        ) from fault
    if named != public:
        raise KeyFileError(
            f"the certificate {paths[0]} is of key {named.fingerprint[:12]}, the key given is "
            f"{public.fingerprint[:12]}; give that key's own certificate first"
        )
    for path, one in zip(paths, found, strict=True):
        if not one.not_valid_before_utc <= today <= one.not_valid_after_utc:
            raise KeyFileError(
                f"the certificate {path} is valid from {one.not_valid_before_utc.date()} to "
                f"{one.not_valid_after_utc.date()}, today is {today.date()}; have it renewed"
            )


def _named(chain: Sequence[x509.Certificate]) -> PublicKey:
    from cryptography.exceptions import InvalidSignature

    issuers = list(chain[1:])
    if chain[-1].issuer == chain[-1].subject:
        issuers.append(chain[-1])
    for place, (one, issuer) in enumerate(zip(chain, issuers, strict=False), start=1):
        try:
            one.verify_directly_issued_by(issuer)
        except (ValueError, TypeError, InvalidSignature) as fault:
            raise SignatureError(
                f"certificate {place} of {len(chain)} was not issued by the one after it; give the "
                "signer's first, then each issuer"
            ) from fault
    if not _may_sign(chain[0]):
        raise SignatureError("the certificate does not allow its key to sign (key usage)")
    return PublicKey.of(chain[0].public_key())


def _may_sign(leaf: x509.Certificate) -> bool:
    """Return whether the key may sign, as model-signing asks: by its usage, or as code's."""
    from cryptography import x509

    usage, purpose = x509.KeyUsage, x509.ExtendedKeyUsage
    try:
        if leaf.extensions.get_extension_for_class(usage).value.digital_signature:
            return True
    except x509.ExtensionNotFound:
        pass
    try:
        code = x509.oid.ExtendedKeyUsageOID.CODE_SIGNING
        return code in leaf.extensions.get_extension_for_class(purpose).value
    except x509.ExtensionNotFound:
        return False
