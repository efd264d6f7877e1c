"""Waking, through the queue `letters`, whoever delivers what is owed."""

from __future__ import annotations

import json
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.services.ports import Unavailable


class SqsNotices:
    """Implements `Notices`."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def wake(self, owed_id: str) -> None:
        """Say that something is owed. Raises Unavailable."""
        try:
            self._client.send_message(QueueUrl=self._url, MessageBody=json.dumps({"owed": owed_id}))
        except (BotoCoreError, ClientError) as error:
            raise Unavailable(f"SQS: {type(error).__name__}") from None
