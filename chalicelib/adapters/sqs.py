"""Waking the stages through SQS.

A message holds only what to look at, never what to do about it: `{"document": id}`, `{"batch": id}` or
`{"inbox": key, "version": id}`. The record tells the rest. A notice of the portal is `{"letter": kind, "facts": {…}}`.
Bodies are ASCII: SQS refuses characters that a key in S3 may hold (SendMessage: no U+FFFE, no U+FFFF).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.documents.record import Document, Stage

AT_ONCE = 10
MAX_DELAY = 900
"""Seconds; SQS takes no longer delays. Whatever is due later is the sweep's."""


class SqsQueues:
    """Implements `Queues`. `urls` maps a stage's name (also `intake` and `results`) to its queue's URL."""

    def __init__(self, client: Any, urls: Mapping[str, str]) -> None:
        self._client = client
        self._urls = urls

    def wake(self, stage: Stage, document: Document, delay: int = 0) -> None:
        """Ask the stage to look at the document after `delay` seconds."""
        self._send(stage.value, {"document": document.id}, delay)

    def wake_results(self, batch_id: str, delay: int) -> None:
        """Ask for the results file of a batch to be written after `delay` seconds."""
        self._send("results", {"batch": batch_id}, delay)

    def wake_intake(self, key: str, version: str) -> None:
        """Ask for an inbox object to be read again."""
        self._send("intake", {"inbox": key, "version": version}, 0)

    def tell_receiver(self, document: Document) -> None:
        """Have a receiver who is registered in the portal told of the document."""
        self._send("letters", {"letter": "documento", "facts": {"document": document.id}}, 0)

    def tell_issuer(self, issuer: str, notice: str, facts: Mapping[str, str]) -> None:
        """Have an issuer told something by mail."""
        self._send("letters", {"letter": notice, "facts": {"issuer": issuer, **facts}}, 0)

    def _send(self, queue: str, body: dict[str, Any], delay: int) -> None:
        self._client.send_message(
            QueueUrl=self._urls[queue],
            MessageBody=json.dumps(body),
            DelaySeconds=min(max(delay, 0), MAX_DELAY),
        )


class SqsSecondQueue:
    """Implements `SecondQueue` for the stage whose queue has this URL; the second queue's name is the first's and
    `-aside`."""

    def __init__(self, client: Any, url: str) -> None:
        self._client = client
        self._url = url

    def take(self, bodies: Sequence[str]) -> list[bool]:
        """Move the bodies to the second queue, all at once. One by one, not as SQS's batches: a role that may send
        may not send those everywhere."""
        with ThreadPoolExecutor(AT_ONCE) as threads:
            return list(threads.map(self._moved, bodies))

    def _moved(self, body: str) -> bool:
        try:
            self._client.send_message(QueueUrl=f"{self._url}-aside", MessageBody=body)
        except (BotoCoreError, ClientError):
            return False
        return True

    def give_back(self, arn: str, receipts: Sequence[str]) -> None:
        """Have the queue hand these messages out again at once."""
        url = self._url + ("-aside" if arn.endswith("-aside") else "")
        for receipt in receipts:
            try:
                self._client.change_message_visibility(QueueUrl=url, ReceiptHandle=receipt, VisibilityTimeout=0)
            except (BotoCoreError, ClientError):
                return  # they come again when their time is over
