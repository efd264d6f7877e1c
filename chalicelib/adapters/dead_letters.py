"""The queues as an operator sees them, and their dead letters, in SQS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from chalicelib.services.operations.ports import DeadLetter, Depth

OUT_OF_SIGHT = 5
"""Seconds for which a dead letter that was read is not seen: nobody reads it twice in one listing."""
_COUNTS = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


class SqsDeadLetters:
    """Implements `DeadLetters`. `urls` maps a queue's short name to its address."""

    def __init__(self, client: Any, urls: Mapping[str, str]) -> None:
        self._client = client
        self._urls = urls

    def depths(self) -> Sequence[Depth]:
        """Those of every stage: both its queues, and their dead letters."""
        found = []
        for name, url in self._urls.items():
            both = zip(self._counts(url), self._counts(f"{url}-aside"), strict=True)
            waiting, taken, delayed = (front + aside for front, aside in both)
            found.append(Depth(name, waiting, taken, delayed, sum(self._counts(self._dead(name)))))
        return found

    def dead(self, queue: str) -> Iterator[DeadLetter]:
        """What was given up in a queue."""
        seen: set[str] = set()
        while True:
            answer = self._client.receive_message(
                QueueUrl=self._dead(queue), MaxNumberOfMessages=10, VisibilityTimeout=OUT_OF_SIGHT, WaitTimeSeconds=1
            )
            fresh = [m for m in answer.get("Messages", []) if m["MessageId"] not in seen]
            if not fresh:
                return
            for message in fresh:
                seen.add(message["MessageId"])
                yield DeadLetter(queue, message["MessageId"], message["Body"], message["ReceiptHandle"])

    def again(self, letter: DeadLetter) -> None:
        """Put it into its queue, then take it out of the dead ones: dying in between repeats it, and loses nothing."""
        self._client.send_message(QueueUrl=self._urls[letter.queue], MessageBody=letter.body)
        self._client.delete_message(QueueUrl=self._dead(letter.queue), ReceiptHandle=letter.receipt)

    def _dead(self, queue: str) -> str:
        return f"{self._urls[queue]}-dead"

    def _counts(self, url: str) -> tuple[int, int, int]:
        found = self._client.get_queue_attributes(QueueUrl=url, AttributeNames=list(_COUNTS))["Attributes"]
        waiting, taken, delayed = (int(found.get(name, 0)) for name in _COUNTS)
        return waiting, taken, delayed
