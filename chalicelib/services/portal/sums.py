"""What a list of documents adds up to: only what may be added, by kind, each sum under its own word.

- A **sum** holds what documents of one group (`country.Worth`) come to, in one currency and one environment of the
  authority: tests are never added to what counts.
- An annulled document counts nothing, and neither does a kind without a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from chalicelib.domain.documents.money import ZERO
from chalicelib.domain.documents.states import Authority
from chalicelib.services.portal.country import Worth
from chalicelib.services.portal.ports import Listed


@dataclass(frozen=True, slots=True)
class Sum:
    """One line of what a list comes to. `added` and `taken` are what was added and taken away, both positive."""

    group: str
    currency: str
    environment: str
    added: Decimal = ZERO
    taken: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What it comes to."""
        return self.added - self.taken


def sums(documents: Iterable[Listed], worth: Mapping[str, Worth]) -> list[Sum]:
    """The sums of some documents, in a fixed order. A kind that is not known is added to nothing."""
    found: dict[tuple[str, str, str], Sum] = {}
    for document in documents:
        of = worth.get(document.kind)
        if of is None or not of.group or document.authority is Authority.ANULADO:
            continue
        key = (of.group, document.currency, document.environment)
        so_far = found.get(key, Sum(*key))
        if of.sign > 0:
            found[key] = replace(so_far, added=so_far.added + document.total)
        else:
            found[key] = replace(so_far, taken=so_far.taken + document.total)
    return [found[key] for key in sorted(found)]
