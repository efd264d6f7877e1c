"""Where the link goes that makes an account: one printed document must not open everything of a number.

- A **known** address is one that an authorised document of the number carries: an issuer wrote it there for its
  customer.
- The **way** of a registration: `directa` if the address typed is a known one, or none is known; `conocida` if the link
  goes to a known one (the address typed waits to be confirmed afterwards); `espera` if the person cannot reach it: the
  address typed counts after a wait (`Settings.address_wait`), during which every known address is asked and may say no.
- After the account was made every other known address is told of it, with a link that closes it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts.recovery import CONFIRM_LIFE
from chalicelib.domain.documents import addresses, reception
from chalicelib.services.portal import closing
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.owing import owe
from chalicelib.services.portal.ports import LAST, Also, Kept, Listed, Owed, Query, Taken

LATEST = 20
"""Documents looked at for addresses besides the one that proves the claim; if none has any, so are earlier ones."""
AT_ONCE = 100
FURTHEST = 2000
"""Documents looked at in all: beyond, an address is so old that it is nobody's."""
MOST = 5
"""Known addresses that are told."""


class Way(StrEnum):
    """Which way a registration goes."""

    DIRECTA = "directa"
    CONOCIDA = "conocida"
    ESPERA = "espera"


def known(portal: Portal, kind: str, usuario: str, proof: str) -> tuple[str, ...]:
    """The number's known addresses, those of the document that proves the claim first, then the latest."""
    receiver = reception.receiver_key(portal.country.code, kind, usuario)
    query = Query(receiver, "by_date", "", LAST, False, {})
    looked, many = 0, LATEST
    after: Listed | None = None
    while True:
        listed, after = portal.received.read(query, after, many, many)
        looked += len(listed)
        found = _addresses(portal, receiver, [proof, *(one.id for one in listed)])
        if found or after is None or looked >= FURTHEST:
            return found
        many = AT_ONCE


def _addresses(portal: Portal, receiver: str, ids: Sequence[str]) -> tuple[str, ...]:
    """The addresses that some of the receiver's documents carry, in that order."""
    found = portal.received.get_many(dict.fromkeys(ids))
    documents = [found[i] for i in ids if i in found and reception.belongs_to(found[i], receiver)]
    written = [mail.strip() for document in documents for mail in document.receiver.mails]
    distinct = {mail.casefold(): mail for mail in reversed(written) if addresses.is_address(mail)}
    return tuple(distinct[key] for key in reversed(distinct))[:MOST]


def way(typed: str, known_addresses: tuple[str, ...], unreachable: bool) -> Way:
    """Which way a registration with that address goes."""
    if not known_addresses or typed.casefold() in {mail.casefold() for mail in known_addresses}:
        return Way.DIRECTA
    return Way.ESPERA if unreachable else Way.CONOCIDA


def requested(
    portal: Portal, request: str, facts: dict[str, str], known_addresses: tuple[str, ...], going: Way
) -> tuple[Kept, tuple[Owed, ...]]:
    """What is kept of a request until its link is opened, and the letters that go with it."""
    wait = portal.settings.address_wait
    facts = facts | {"known": "\n".join(known_addresses)}
    until = portal.now + CONFIRM_LIFE
    letters = [owe(portal, "alta", request=request)]
    if going is Way.CONOCIDA:
        facts |= {"email": known_addresses[0], "wanted": facts["email"]}
    if going is Way.ESPERA:
        facts |= {"not_before": (portal.now + wait).isoformat()}
        until += wait
        asked = [owe(portal, "alta-consulta", request=request, to=mail) for mail in known_addresses]
        letters = [owe(portal, "alta-espera", request=request), *asked, owe(portal, "alta", wait, request=request)]
    return Kept(portal.key("solicitud", request), facts, until), tuple(letters)


def announced(portal: Portal, owner: str, email: str, known_addresses: tuple[str, ...]) -> tuple[Owed, ...]:
    """The letters about a new account: to its owner, and to every known address that is not theirs."""
    others = [mail for mail in known_addresses if mail.casefold() != email.casefold()]
    notices = [owe(portal, "alta-aviso", owner=owner, to=mail) for mail in others]
    return (owe(portal, "bienvenida", owner=owner), *notices)


def refuse(portal: Portal, token: str) -> bool:
    """A known address says no while the request waits."""
    link = portal.passes.get(portal.key("alta-no", token), portal.now)
    return link is not None and portal.passes.take(portal.key("solicitud", link["request"]), portal.now) is not None


def disown(portal: Portal, token: str) -> bool:
    """A known address says that the account is not theirs: it is closed."""
    link_key = portal.key("ajena", token)
    link = portal.passes.get(link_key, portal.now)
    account = portal.accounts.get(accounts.id_of(link["owner"])) if link else None
    if link is None or account is None or account.owner != link["owner"]:
        return False
    also: Also = Taken(link_key)
    return closing.close(portal, account, also, letter="cierre-ajena")
