"""Who signed this, and is it somebody whom the service trusts?

Nothing but `cryptography` is needed to answer; what makes a bundle's signature is OpenSSF
model-signing, which only a release imports.
"""

from riskscreen.signing.certificates import require_certificates
from riskscreen.signing.envelope import seal, unseal
from riskscreen.signing.files import SignedFiles, in_lower_form, signed_files
from riskscreen.signing.keys import (
    PASSWORD,
    Key,
    PrivateKey,
    PublicKey,
    is_throw_away,
    make_key,
    named_key,
    read_private,
)
from riskscreen.signing.secret import (
    Secret,
    SecretFile,
    make_secret,
    named_secret,
    read_secret,
)
from riskscreen.signing.trust import (
    ENVIRONMENT,
    ROLES,
    Trust,
    TrustedKey,
    TrustFile,
    named_trust,
    read_trust,
    trust_key,
)

__all__ = [
    "ENVIRONMENT",
    "PASSWORD",
    "ROLES",
    "Key",
    "PrivateKey",
    "PublicKey",
    "Secret",
    "SecretFile",
    "SignedFiles",
    "Trust",
    "TrustFile",
    "TrustedKey",
    "in_lower_form",
    "is_throw_away",
    "make_key",
    "make_secret",
    "named_key",
    "named_secret",
    "named_trust",
    "read_private",
    "read_secret",
    "read_trust",
    "require_certificates",
    "seal",
    "signed_files",
    "trust_key",
    "unseal",
]
