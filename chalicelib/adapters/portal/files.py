"""The documents' files by pre-signed addresses that hold for a minute, and what is made for one download."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote, urlsplit

from botocore.exceptions import ClientError

SECONDS = 60
SIDE_BY_SIDE = 8
"""Files fetched at once; fewer than a client keeps connections."""
_MISSING = {"404", "NoSuchKey", "NotFound"}


class S3Files:
    """Implements `Files`. `downloads` is a bucket that forgets what it holds after a day."""

    def __init__(self, client: Any, archive: str, downloads: str) -> None:
        self._client = client
        self._archive = archive
        self._downloads = downloads

    def address(self, key: str, name: str, content_type: str, inline: bool = False) -> str:
        """A short-lived address of an archived file. `name` is what it is saved as."""
        return self._signed(self._archive, key, name, content_type, inline)

    def get(self, key: str) -> bytes | None:
        """The bytes of an archived file."""
        return self._read(self._archive, key)

    def _read(self, bucket: str, key: str) -> bytes | None:
        try:
            return bytes(self._client.get_object(Bucket=bucket, Key=key)["Body"].read())
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") in _MISSING:
                return None
            raise

    def get_many(self, keys: Sequence[str]) -> list[bytes | None]:
        """The bytes of several archived files, in that order, fetched side by side."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            return list(pool.map(self.get, keys))

    def keep(self, name: str, content: bytes, content_type: str) -> None:
        """Keep something made for several downloads under a name of its own, for a day; the same name replaces it."""
        self._client.put_object(Bucket=self._downloads, Key=f"kept/{name}", Body=content, ContentType=content_type)

    def kept(self, name: str) -> bytes | None:
        """What is kept under a name."""
        return self._read(self._downloads, f"kept/{name}")

    def kept_address(self, name: str, shown: str, content_type: str) -> str:
        """A short-lived address of what is kept under a name; `shown` is what it is saved as."""
        return self._signed(self._downloads, f"kept/{name}", shown, content_type, inline=False)

    def origin(self) -> str:
        """Where those addresses are: scheme and host."""
        parts = urlsplit(self._client.meta.endpoint_url)
        return f"{parts.scheme}://{parts.netloc}"

    def lend(self, name: str, content: bytes, content_type: str) -> str:
        """Keep something made for one download; answers its short-lived address."""
        key = f"lent/{uuid.uuid4().hex}/{name}"
        self._client.put_object(Bucket=self._downloads, Key=key, Body=content, ContentType=content_type)
        return self._signed(self._downloads, key, name, content_type, inline=False)

    def _signed(self, bucket: str, key: str, name: str, content_type: str, inline: bool) -> str:
        how = "inline" if inline else "attachment"
        asked = {
            "Bucket": bucket,
            "Key": key,
            "ResponseContentType": content_type,
            "ResponseContentDisposition": f"{how}; filename*=UTF-8''{quote(name, safe='')}",
            "ResponseCacheControl": "no-store",
        }
        return str(self._client.generate_presigned_url("get_object", Params=asked, ExpiresIn=SECONDS))
