"""Data keys from KMS, bound to an encryption context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.services.ports import Unavailable
from chalicelib.signing.envelope import CannotOpen

FOR_GOOD = frozenset(
    {
        "InvalidCiphertextException",
        "IncorrectKeyException",
        "InvalidKeyUsageException",
        "ValidationException",
        "AccessDeniedException",
        "DisabledException",
        "NotFoundException",
        "KMSInvalidStateException",
    }
)
"""Answers of Decrypt that stay the same until a person changes something (KMS API reference, Decrypt, Errors)."""


class KmsDataKeys:
    """Implements `DataKeys`."""

    def __init__(self, client: Any, key_id: str) -> None:
        self._client = client
        self._key_id = key_id

    def generate(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        """A new data key: (in the clear, wrapped)."""
        answer = self._client.generate_data_key(KeyId=self._key_id, KeySpec="AES_256", EncryptionContext=dict(context))
        return answer["Plaintext"], answer["CiphertextBlob"]

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """The data key in the clear. Raises CannotOpen if KMS will not, Unavailable if it cannot now."""
        try:
            answer = self._client.decrypt(KeyId=self._key_id, CiphertextBlob=wrapped, EncryptionContext=dict(context))
        except ClientError as error:
            code = str(error.response.get("Error", {}).get("Code"))
            if code in FOR_GOOD:
                raise CannotOpen(f"KMS: {code}") from None
            raise Unavailable(f"KMS: {code}") from None
        except BotoCoreError as error:
            raise Unavailable(f"KMS: {type(error).__name__}") from None
        return bytes(answer["Plaintext"])
