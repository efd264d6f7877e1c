"""Alta On Line: who may register, proven by the data of one invoice; the account begins with a link sent by mail.

1. `begin`: kind and number of identity.
2. `choices`: all issuers of the service, the same for everybody; where there are many, those with a text in their name
   or number. Nothing of the list comes from documents. `claim`: the issuer, and number and total of one document it
   issued to that number. Every guess is counted before it is looked at (`guesses`).
3. `apply`: the person's data. The link goes to an address that the number's documents carry, if there is one
   (`activation`). What follows is the same for somebody who is registered already; only the mail differs.
4. `confirm`: the mailed link. Only now is there an account.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal

from chalicelib.domain.accounts import limits, names, passwords, questions
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.documents import addresses, reception
from chalicelib.services.portal import activation, guesses
from chalicelib.services.portal.activation import Way
from chalicelib.services.portal.context import Portal, Visitor
from chalicelib.services.portal.email_change import EmailChange
from chalicelib.services.portal.images import Images
from chalicelib.services.portal.owing import EVENT_TIME, wake
from chalicelib.services.portal.ports import Also, IssuerFace, Taken
from chalicelib.services.ports import Conflict

STEP_LIFE = timedelta(minutes=30)
CHOICES = 20
"""How many issuers are offered at once."""
RESIDENCES = ("local", "exterior")


@dataclass(frozen=True, slots=True)
class Claim:
    """The data of one document."""

    issuer: str
    number: str
    total: Decimal | None
    image: str = ""
    characters: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """What a person says of themselves."""

    name: str
    residence: str
    email: str
    password: str
    password_again: str
    question: str
    answer: str
    consent: bool
    unreachable: bool = False
    """They cannot read the mail of the address that their documents carry."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What is wrong, by field; if nothing is, which way the link goes and to which address."""

    problems: dict[str, list[str]] = field(default_factory=dict)
    way: Way = Way.DIRECTA
    to: str = ""


@dataclass(frozen=True, slots=True)
class Choices:
    """The issuers to choose from, by name. `more`: there are others. `few`: these are all there are."""

    faces: list[IssuerFace]
    more: bool
    few: bool


class Registration:
    """The use case."""

    def __init__(self, portal: Portal, images: Images, email: EmailChange) -> None:
        self._portal = portal
        self._images = images
        self._email = email

    def begin(self, visitor: Visitor, kind: str, number: str) -> bool:
        """Step 1. False if there can be no such number."""
        p = self._portal
        usuario = p.country.identity(kind, number)
        if usuario is None:
            return False
        p.passes.put(self._flow(visitor), {"kind": kind, "usuario": usuario}, p.now + STEP_LIFE)
        return True

    def choices(self, visitor: Visitor, text: str = "") -> Choices | None:
        """The issuers to choose from, with that text in name or number where there are many; None if step 1 is missing.

        The answer depends on the text alone: not on who asks, and not on any document.
        """
        p = self._portal
        if p.passes.get(self._flow(visitor), p.now) is None:
            return None
        faces, many = p.directory.find("", CHOICES)
        if not many:
            return Choices(faces, more=False, few=True)
        found, more = p.directory.find(text, CHOICES) if text else ([], False)
        return Choices(found, more, few=False)

    def asks_image(self, visitor: Visitor) -> bool:
        """Whether step 2 shows an image: this visitor erred, or somebody from the same place."""
        p = self._portal
        flow = p.passes.get(self._flow(visitor), p.now) or {}
        if "erred" in flow or p.limits.used(limits.CLAIM_BY_ORIGIN, p.origin(visitor), p.now) > 0:
            return True
        number = f"{flow['kind']}#{flow['usuario']}" if flow else ""
        return guesses.asks_more(p, limits.CLAIM_WITHOUT_IMAGE_BY_NUMBER, number)

    def claim(self, visitor: Visitor, claim: Claim) -> str:
        """Step 2. Empty if it is right, else why not.

        `vencido`, `demasiados` (this visitor guessed too often), `no_coincide`; or more is asked, because somebody did:
        `pide_imagen` (`imagen`: it was wrong), `pide_clave` (the clave de acceso in place of the number).
        """
        p = self._portal
        now = p.now
        flow = p.passes.get(self._flow(visitor), now)
        if flow is None:
            return "vencido"
        number = f"{flow['kind']}#{flow['usuario']}"
        own = guesses.pair(p, visitor, number)
        counters: tuple[guesses.Counter, ...] = (
            (limits.CLAIM_BY_ORIGIN, p.origin(visitor)),
            (limits.CLAIM_BY_PAIR, own),
            (limits.CLAIM_BY_PAIR_A_DAY, own),
        )
        free = not claim.image and not self.asks_image(visitor)
        if free:
            free = guesses.may_try(p, self._without_image(number, claim.issuer))
        if not free and not self._images.is_right(visitor, claim.image, claim.characters):
            p.passes.put(self._flow(visitor), flow | {"erred": "1"}, now + STEP_LIFE)
            return "imagen" if claim.image else "pide_imagen"
        if not guesses.may_try(p, counters):
            return "demasiados"
        without_clave = (limits.CLAIM_WITHOUT_CLAVE, p.key(limits.CLAIM_WITHOUT_CLAVE.name, number))
        by_clave = p.country.id_of_clave(_bare(claim.number)) is not None
        if not by_clave and not guesses.may_try(p, (without_clave,)):
            return "pide_clave"
        document_id = self._proof(flow, claim)
        if document_id is None:
            guesses.was_wrong(p, limits.WRONG_CLAIMS)
            p.passes.put(self._flow(visitor), flow | {"erred": "1"}, now + STEP_LIFE)
            return "no_coincide"
        guesses.give_back(p, counters if by_clave else (*counters, without_clave))
        if free:
            guesses.give_back(p, self._without_image(number, claim.issuer))
        p.passes.put(self._flow(visitor), flow | {"document": document_id}, now + STEP_LIFE)
        return ""

    def _without_image(self, number: str, issuer: str) -> tuple[guesses.Counter, ...]:
        """The counters of what may be tried without an image, whoever tries."""
        p = self._portal
        by_number, by_issuer = limits.CLAIM_WITHOUT_IMAGE_BY_NUMBER, limits.CLAIM_WITHOUT_IMAGE_BY_ISSUER
        return (by_number, p.key(by_number.name, number)), (by_issuer, p.key(by_issuer.name, issuer))

    def _proof(self, flow: dict[str, str], claim: Claim) -> str | None:
        """The document that has this issuer, number (or clave), total and receiver."""
        p = self._portal
        receiver = reception.receiver_key(p.country.code, flow["kind"], flow["usuario"])
        clave = _bare(claim.number)
        by_clave = p.country.id_of_clave(clave)
        ids = [by_clave] if by_clave else p.country.document_ids(claim.issuer, claim.number)
        found = [d for d in p.received.get_many(ids).values() if d.number.issuer == claim.issuer]
        found = [d for d in found if d.clave == clave] if by_clave else found
        right = [d for d in found if reception.belongs_to(d, receiver) and d.total > 0 and d.total == claim.total]
        return right[0].id if right else None

    def claimed(self, visitor: Visitor) -> dict[str, str] | None:
        """What was told so far, once step 2 is done."""
        flow = self._portal.passes.get(self._flow(visitor), self._portal.now)
        return flow if flow is not None and "document" in flow else None

    def known_address(self, visitor: Visitor) -> str:
        """Where the link will go if another address is typed than the number's documents carry; masked, or empty."""
        flow = self.claimed(visitor)
        found = self._known(flow) if flow else ()
        return addresses.masked(found[0]) if found else ""

    def apply(self, visitor: Visitor, who: Applicant) -> Applied:
        """Step 3: what is wrong, or which way the link goes."""
        p = self._portal
        flow = self.claimed(visitor)
        if flow is None:
            return Applied({"": ["vencido"]})
        wrong = problems(who, flow["usuario"])
        if wrong:
            return Applied(wrong)
        pair = guesses.pair(p, visitor, f"{flow['kind']}#{flow['usuario']}")
        if not p.limits.take(limits.APPLY_BY_PAIR, pair, p.now):
            return Applied({"": ["demasiados"]})
        facts = {
            "usuario": flow["usuario"],
            "kind": flow["kind"],
            "name": who.name,
            "residence": who.residence,
            "email": who.email,
            "password": p.passwords.hash(who.password),
            "question": who.question,
            "answer": p.passwords.hash(questions.normal(who.answer)),
            "consented_at": p.now.isoformat(),
        }
        known = self._known(flow)
        going = activation.way(who.email, known, who.unreachable)
        kept, letters = activation.requested(p, p.chance.token(), facts, known, going)
        p.passes.put(kept.key, kept.facts, kept.until, *letters)
        p.passes.take(self._flow(visitor), p.now)
        wake(p, *(letter for letter in letters if letter.since <= p.now + EVENT_TIME))
        return Applied(way=going, to=addresses.masked(known[0]) if going is not Way.DIRECTA else "")

    def _known(self, flow: dict[str, str]) -> tuple[str, ...]:
        return activation.known(self._portal, flow["kind"], flow["usuario"], flow["document"])

    def confirm(self, token: str) -> str:
        """The mailed link: `lista`, `existe` (there is an account by now) or `vencido`."""
        p = self._portal
        link_key = p.key("confirmar", token)
        link = p.passes.get(link_key, p.now)
        request_key = p.key("solicitud", link["request"]) if link else ""
        facts = p.passes.get(request_key, p.now) if link else None
        if facts is None or facts.get("not_before", "") > p.now.isoformat():
            return "vencido"
        account = Account(
            usuario=facts["usuario"],
            country=p.country.code,
            kind=facts["kind"],
            name=facts["name"],
            residence=facts["residence"],
            email=facts["email"],
            password=facts["password"],
            question=facts["question"],
            answer=facts["answer"],
            created_at=p.now,
            sessions_from=p.now,
            consented_at=datetime.fromisoformat(facts["consented_at"]),
            born=p.chance.token(),
        )
        letters = activation.announced(p, account.owner, account.email, tuple(facts["known"].split()))
        also: tuple[Also, ...] = (*letters, Taken(link_key), Taken(request_key))
        if "wanted" in facts:
            waiting, asked = self._email.asked(account, facts["wanted"])
            also, letters = (*also, waiting, *asked), (*letters, *asked)
        try:
            p.accounts.create(account, *also)
        except Conflict:
            return "existe" if p.accounts.get(account.id) else "vencido"
        wake(p, *letters)
        return "lista"

    def _flow(self, visitor: Visitor) -> str:
        return f"alta#{visitor.key}"


def _bare(text: str) -> str:
    return "".join(text.split())


def problems(who: Applicant, usuario: str) -> dict[str, list[str]]:
    """What is wrong with the person's data, by field."""
    wrong = {
        "name": names.problems(who.name),
        "residence": [] if who.residence in RESIDENCES else ["residencia"],
        "email": [] if addresses.is_address(who.email) else ["correo"],
        "password": passwords.problems(who.password, usuario),
        "password_again": [] if who.password == who.password_again else ["distintas"],
        "question": [] if who.question in questions.QUESTIONS else ["pregunta"],
        "answer": questions.problems(who.answer, usuario),
        "consent": [] if who.consent else ["consentimiento"],
    }
    return {field: codes for field, codes in wrong.items() if codes}
