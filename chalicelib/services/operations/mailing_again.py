"""Having a document mailed again: what only a person may order.

An address that is **suppressed** (it bounced for good, or its owner complained) gets nothing even so, unless the person
**releases** it: they know that the mailbox is in order again.
"""

from __future__ import annotations

from enum import StrEnum

from chalicelib.domain.documents.delivering import resent
from chalicelib.domain.documents.mailing import address_hash
from chalicelib.services.context import Services


class MailedAgain(StrEnum):
    """What came of it."""

    BEGUN = "begun"
    NOT_NOW = "not now"
    """It is not authorised, has no address, or a mailing is still under way."""
    MISSING = "missing"


class MailingAgain:
    """The use case."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def order(self, document_id: str, *, release: bool = False) -> MailedAgain:
        """Begin another mailing to all addresses of the document; `release` takes them off the suppression list."""
        s = self._services
        document = s.find(document_id)
        if document is None:
            return MailedAgain.MISSING
        if release:
            for address in document.receiver.mails:
                s.suppressions.remove(address_hash(address))
        saved = s.save_quietly(document, lambda d: resent(d, s.clock.now()))
        if saved is None:
            return MailedAgain.NOT_NOW
        s.results.touch(saved)
        s.wake_next(saved)
        return MailedAgain.BEGUN
