"""Notices through the queue `letters`."""

from __future__ import annotations

import json
from typing import Any


class SqsNotices:
    """Implements `Notices`."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def tell(self, kind: str, **facts: str) -> None:
        """Hand a notice on."""
        body = json.dumps({"letter": kind, "facts": facts}, ensure_ascii=False)
        self._client.send_message(QueueUrl=self._url, MessageBody=body)
