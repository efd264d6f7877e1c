"""Signing as the service does it: nothing leaves that was not checked.

The service's own documents are written in canonical form, so their digest is that of the bytes as they are; whether
that was so is told by the check of the final bytes, which works its digest out anew from a fresh reading. Only when it
disagrees is the document read before signing as well, which also tells why a document cannot be signed.
"""

from __future__ import annotations

from datetime import datetime

from chalicelib.signing.profile import Algorithm
from chalicelib.signing.selfcheck import BadSignature, Signed, check
from chalicelib.signing.xades import SigningKey, sign, sign_as_canonical


def sign_and_check(
    unsigned: bytes, key: SigningKey, *, moment: datetime, algorithm: Algorithm, nonce: str
) -> tuple[bytes, Signed]:
    """The signed bytes and what they were found to sign. Raises CannotSign or BadSignature."""
    signed = sign_as_canonical(unsigned, key, moment=moment, algorithm=algorithm, nonce=nonce)
    try:
        return signed, check(signed, key)
    except BadSignature:
        signed = sign(unsigned, key, moment=moment, algorithm=algorithm, nonce=nonce)
        return signed, check(signed, key)
