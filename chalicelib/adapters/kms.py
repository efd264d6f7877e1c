"""Data keys from KMS, bound to an encryption context."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore.exceptions import ClientError

from chalicelib.signing.envelope import CannotOpen


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
        """The data key in the clear. Raises CannotOpen if it was wrapped under another context."""
        try:
            answer = self._client.decrypt(KeyId=self._key_id, CiphertextBlob=wrapped, EncryptionContext=dict(context))
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "InvalidCiphertextException":
                raise CannotOpen("the data key") from None
            raise
        return bytes(answer["Plaintext"])
