"""Waking the stages through SQS.

A message holds only what to look at, never what to do about it: `{"document": id}`, `{"batch": id}` or
`{"inbox": key, "version": id}`. The record tells the rest. A notice of the portal is `{"letter": kind, "facts": {…}}`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.documents.record import Document, Stage

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
            MessageBody=json.dumps(body, ensure_ascii=False),
            DelaySeconds=min(max(delay, 0), MAX_DELAY),
        )
