"""What people are told by mail, and to whom. Runs behind a queue, so that no page takes longer for a known usuario.

Links are made here, at the moment they are mailed, and only their digests are kept. A letter that cannot be sent now
is tried again (`owing`), with a fresh link. One about an account names its owner: if the number has another by now, or
none, nothing is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts import recovery
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.documents import addresses, paths, reception
from chalicelib.domain.documents.mailing import address_hash
from chalicelib.domain.documents.reception import receiver_key
from chalicelib.domain.documents.record import Document
from chalicelib.domain.tenants.tenant import DEFAULT_COLOUR, Letterhead
from chalicelib.services.context import TouchesResults
from chalicelib.services.ownership import logo
from chalicelib.services.portal import closing
from chalicelib.services.portal.context import Portal
from chalicelib.services.portal.ports import Facts, IssuerFace, Kept
from chalicelib.services.ports import AddressRefused, Letter, OutcomeUnknown, Post, Suppressions, Unavailable


@dataclass(frozen=True, slots=True)
class Mail:
    """One message. `kind` names its texts in the catalogue (`correo.*`), `link` is where its button leads.

    `name` is empty for whoever is not known yet.
    """

    kind: str
    to: str
    name: str
    facts: dict[str, str] = field(default_factory=dict)
    link: str = ""
    colour: str = ""
    reply_to: str = ""


class Mailer(Protocol):
    """The mail."""

    def send(self, mail: Mail) -> None:
        """Send. Raises Unavailable; an address that will never be taken is let go."""
        ...


class Runs(Protocol):
    """What makes downloads behind the queue."""

    def run(self, job_id: str, slice_number: int) -> None:
        """Go on with a job from a slice on."""
        ...


class Letters:
    """The use case: one method a kind of notice."""

    def __init__(
        self,
        portal: Portal,
        mailer: Mailer,
        post: Post,
        suppressions: Suppressions,
        results: TouchesResults,
        jobs: Runs,
    ) -> None:
        self._portal = portal
        self._mailer = mailer
        self._post = post
        self._suppressions = suppressions
        self._results = results
        self._jobs = jobs

    def deliver(self, kind: str, facts: Facts) -> None:
        """Act on a notice. Raises Unavailable, Conflict (try again), KeyError for an unknown kind."""
        handlers: dict[str, Callable[[Facts], None]] = {
            "alta": self._registration,
            "alta-espera": self._waits,
            "alta-consulta": self._may_say_no,
            "alta-aviso": self._may_disown,
            "bienvenida": self._welcome,
            "recordatorio": self._reminder,
            "deshacer": self._undo,
            "correo-cambiado": partial(self._offer_from_whoever_knew, "correo-cambiado"),
            "segundo-factor-activado": partial(self._offer_from_whoever_knew, "segundo-factor-activado"),
            "correo": self._new_address,
            "correo-aviso": self._address_asked,
            "cierre": self._closed,
            "cierre-ajena": partial(self._closed, kind="cierre-ajena"),
            "olvido": self._forget,
            "respuesta": self._answered,
            "acuse": self._opened,
            "documento": self._new_document,
            "cola-detenida": lambda told: self._stopped("cola-detenida", told),
            "cola-retenida": lambda told: self._stopped("cola-retenida", told),
            "paquete": lambda told: self._jobs.run(told["job"], int(told["slice"])),
        }
        if kind in handlers:
            handlers[kind](facts)
        elif kind in ("bloqueo", "clave", "pregunta", "segundo-factor-desactivado", "entrada"):
            self._security(kind, facts)
        else:
            raise KeyError(kind)

    def _registration(self, facts: Facts) -> None:
        request = self._requested(facts)
        if request is None:
            return
        token = self._link("confirmar", {"request": facts["request"]}, recovery.CONFIRM_LIFE)
        link = self._url(f"confirmar/{token}")
        # The address is anybody's until it answers, so it is not told what somebody typed as a name.
        if "wanted" not in request:
            self._mailer.send(Mail("confirmar", request["email"], "", link=link))
            return
        # Whoever registered typed another address, and chose the password: who reads this must know before they agree.
        told = {"wanted": addresses.masked(request["wanted"])}
        self._mailer.send(Mail("confirmar-otra", request["email"], "", told, link))

    def _waits(self, facts: Facts) -> None:
        """To the address that waits: when the link will come."""
        request = self._requested(facts)
        if request is not None:
            when = {"when": self._portal.country.moment(datetime.fromisoformat(request["not_before"]))}
            self._mailer.send(Mail("alta-espera", request["email"], "", when))

    def _may_say_no(self, facts: Facts) -> None:
        """To a known address, while another one waits."""
        p = self._portal
        request = self._requested(facts)
        if request is not None:
            told = {"when": p.country.moment(datetime.fromisoformat(request["not_before"]))}
            life = p.settings.address_wait + recovery.CONFIRM_LIFE
            token = self._link("alta-no", {"request": facts["request"]}, life)
            self._mailer.send(Mail("alta-consulta", facts["to"], "", told, self._url(f"alta/no/{token}")))

    def _requested(self, facts: Facts) -> dict[str, str] | None:
        """The request to register that still counts; whoever is registered already is told so instead."""
        p = self._portal
        key = p.key("solicitud", facts["request"])
        request = p.passes.get(key, p.now)
        if request is None:
            return None
        known = p.accounts.get(receiver_key(p.country.code, request["kind"], request["usuario"]))
        if known is None:
            return request
        self._to(known, "ya-registrado", link="entrar")
        p.passes.take(key, p.now)
        return None

    def _welcome(self, facts: Facts) -> None:
        account = self._owner(facts)
        if account is not None:
            self._to(account, "bienvenida", link="entrar")

    def _may_disown(self, facts: Facts) -> None:
        """To a known address that is not the new account's."""
        account = self._owner(facts)
        if account is not None:
            token = self._link("ajena", {"owner": account.owner}, recovery.UNDO_LIFE)
            self._mailer.send(Mail("alta-aviso", facts["to"], "", link=self._url(f"cuenta-ajena/{token}")))

    def _reminder(self, facts: Facts) -> None:
        """Whoever has a usuario; both, if the number is of two kinds. Nobody after a wrong answer."""
        p = self._portal
        if facts.get("right") == "":
            return
        for account in p.accounts_of(facts["usuario"]):
            token = p.chance.token()
            key = p.key("enlace", token)
            link = Kept(key, {"account": account.id, "epoch": account.epoch}, p.now + recovery.LINK_LIFE)
            p.accounts.save(accounts.with_link(account, key), link)
            self._to(account, "recordatorio", link=f"clave/{token}")

    def _undo(self, facts: Facts) -> None:
        self._offer(facts, "deshacer", {})

    def _offer_from_whoever_knew(self, kind: str, facts: Facts) -> None:
        """To the address that was there before. Whoever changed that knew the password: undoing voids it, too."""
        self._offer(facts, kind, {"void": "password"})

    def _offer(self, facts: Facts, kind: str, also: dict[str, str]) -> None:
        p = self._portal
        kept = p.passes.get(p.key("antes", facts["request"]), p.now)
        account = self._owner(kept) if kept else None
        if kept is None or account is None or not accounts.may_undo(account, facts["request"], p.now):
            return
        token = self._link("deshacer", {"request": facts["request"]} | also, recovery.UNDO_LIFE)
        self._mailer.send(Mail(kind, kept["email"], account.name, link=self._url(f"deshacer/{token}")))

    def _new_address(self, facts: Facts) -> None:
        found = self._asked(facts)
        if found is not None:
            _, email = found
            token = self._link("correo", dict(facts), recovery.CONFIRM_LIFE)
            self._mailer.send(Mail("correo", email, "", link=self._url(f"correo/{token}")))

    def _address_asked(self, facts: Facts) -> None:
        found = self._asked(facts)
        if found is not None:
            token = self._link("correo-no", dict(facts), recovery.CONFIRM_LIFE)
            self._to(found[0], "correo-aviso", link=f"no-fui-yo/{token}")

    def _asked(self, facts: Facts) -> tuple[Account, str] | None:
        """The account and the address it asked for, if that request still counts."""
        p = self._portal
        account = self._owner(facts)
        waiting = p.passes.get(p.key("correo-nuevo", facts["owner"]), p.now)
        if account is None or waiting is None or waiting["request"] != facts["request"]:
            return None
        return (account, waiting["email"]) if waiting["epoch"] == account.epoch else None

    def _forget(self, facts: Facts) -> None:
        closing.forget(self._portal, facts)

    def _closed(self, facts: Facts, kind: str = "cierre") -> None:
        self._mailer.send(Mail(kind, facts["email"], facts["name"], link=self._url("")))

    def _security(self, kind: str, facts: Facts) -> None:
        if kind == "bloqueo":
            for account in self._portal.accounts_of(facts["usuario"]):
                self._to(account, kind, link="recuperar")
            return
        owner = self._owner(facts)
        if owner is not None:
            self._to(owner, kind, {"agent": facts.get("agent", "")}, link="recuperar")

    def _owner(self, facts: Facts) -> Account | None:
        """The account of the owner that something is about, if it is still theirs."""
        account = self._portal.accounts.get(accounts.id_of(facts["owner"]))
        return account if account is not None and account.owner == facts["owner"] else None

    def _answered(self, facts: Facts) -> None:
        p = self._portal
        document = p.received.get(facts["document"])
        if document is None:
            return
        self._results.touch(document)
        issuer = document.number.issuer
        face = p.directory.faces([issuer]).get(issuer)
        if face is None or not face.reply_to:
            return
        answer = document.answers[int(facts["answer"]) - 1]
        told = self._facts_of(document) | {
            "receiver": document.receiver.name,
            "identification": document.receiver.identification,
            "reason": answer.reason,
            "answered": p.country.moment(answer.at),
            "clave": document.clave,
        }
        kind = f"respuesta-{answer.state.value.lower()}"
        link = self._url(f"comprobar?clave={document.clave}")
        self._mailer.send(Mail(kind, face.reply_to, face.name, told, link, colour=face.colour))

    def _opened(self, facts: Facts) -> None:
        document = self._portal.received.get(facts["document"])
        if document is not None:
            self._results.touch(document)

    def _new_document(self, facts: Facts) -> None:
        """The document, to the address of a registered receiver if it was not mailed there anyway.

        Not to one that bounced for good or whose owner complained.
        """
        p = self._portal
        document = p.received.get(facts["document"])
        if document is None or not reception.is_shown(document):
            return
        receiver = document.receiver
        account = p.accounts.get(receiver_key(document.number.country, receiver.kind, receiver.identification))
        if account is None:
            return
        mailed = {address.casefold() for address in document.receiver.mails}
        wanted = account.preferences.new_documents and account.email.casefold() not in mailed
        if wanted and not self._suppressions.has(address_hash(account.email)):
            # An address that is refused, or a mail nobody knows of, is not tried again: the portal has the document.
            with suppress(AddressRefused, OutcomeUnknown):
                self._post.send(self._letter(document), account.email, len(document.receiver.mails))

    def _letter(self, document: Document) -> Letter:
        """What is mailed of a document. Raises Unavailable."""
        p = self._portal
        ruc = document.number.issuer
        face = p.directory.faces([ruc]).get(ruc) or IssuerFace(ruc, ruc)
        xml, pdf = p.files.get(paths.authorized(document)), p.files.get(paths.ride(document))
        if xml is None or pdf is None:
            raise Unavailable("the files to send are not there yet")
        head = Letterhead(ruc, face.name, face.colour or DEFAULT_COLOUR, reply_to=face.reply_to)
        picture = logo(face.logo, p.files.get(face.logo)) if face.logo else None
        return Letter(document, head, picture, xml, pdf)

    def _stopped(self, kind: str, facts: Facts) -> None:
        """An issuer's queue was stopped or is held, because the authority takes nothing from them."""
        face = self._portal.directory.faces([facts["issuer"]]).get(facts["issuer"])
        if face is not None and face.reply_to:
            told = {"reason": facts["reason"]}
            self._mailer.send(Mail(kind, face.reply_to, face.name, told, colour=face.colour))

    def _facts_of(self, document: Document) -> dict[str, str]:
        country, kind = self._portal.country, document.number.kind
        worth = country.worth.get(kind)
        article = country.articles.get(kind, "")
        return {
            "label": document.label,
            "the_label": f"{article} {document.label[:1].lower()}{document.label[1:]}".strip(),
            "date": f"{document.issue_date:%d/%m/%Y}",
            "word": worth.word if worth else "",
            "amount": f"{document.currency} {document.total:,.2f}",
        }

    def _to(self, account: Account, kind: str, facts: dict[str, str] | None = None, link: str = "") -> None:
        self._mailer.send(Mail(kind, account.email, account.name, facts or {}, self._url(link) if link else ""))

    def _link(self, purpose: str, facts: dict[str, str], life: timedelta) -> str:
        p = self._portal
        token = p.chance.token()
        p.passes.put(p.key(purpose, token), facts, p.now + life)
        return token

    def _url(self, path: str) -> str:
        return self._portal.settings.url + path
