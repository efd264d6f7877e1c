"""Mis datos: what the owner of an account sees and changes. What matters asks for the password again."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import timedelta

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts import limits, names, passwords, questions, second_factor
from chalicelib.domain.accounts.account import Account, Preferences
from chalicelib.domain.documents import addresses
from chalicelib.domain.documents.record import Document
from chalicelib.services.portal import closing, undoing
from chalicelib.services.portal.context import Portal, Visitor
from chalicelib.services.portal.email_change import EmailChange
from chalicelib.services.portal.login import prove_factor
from chalicelib.services.portal.owing import owe, wake
from chalicelib.services.portal.ports import LAST, Listed, Query
from chalicelib.services.portal.sessions import Sessions
from chalicelib.services.ports import Conflict

Problems = dict[str, list[str]]
SETUP_LIFE = timedelta(minutes=15)
MOST_DOCUMENTS = 5000
"""In the file with everything that is kept of a person; older ones are found by the list."""
DOCUMENTS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Setup:
    """What a code generator needs: the secret to type, its address and its QR code (an SVG path)."""

    secret: str
    address: str
    picture: str


class Profile:
    """The use case. Every change answers what is wrong, by field; nothing if it is done."""

    def __init__(self, portal: Portal, sessions: Sessions, email: EmailChange) -> None:
        self._portal = portal
        self._sessions = sessions
        self._email = email

    def proves(self, account: Account, password: str) -> Problems:
        """Whether that is the account's password; tries are counted."""
        p = self._portal
        if not p.limits.take(limits.PASSWORD_BY_USER, p.key("actual", account.id), p.now):
            return {"current": ["demasiados"]}
        if not p.passwords.verify(account.password, password):
            return {"current": ["actual"]}
        p.limits.give_back(limits.PASSWORD_BY_USER, p.key("actual", account.id), p.now)
        return {}

    def change_email(self, account: Account, current: str, email: str, code: str = "") -> Problems:
        """Ask for another address; it changes when the link there is opened. With a second factor its code is asked."""
        p = self._portal
        if not addresses.is_address(email):
            return {"email": ["correo"]}
        if wrong := self.proves(account, current):
            return wrong
        if not p.limits.take(limits.EMAIL_BY_USER, p.key("correo", account.id), p.now):
            return {"email": ["demasiados"]}
        proven, wrong = prove_factor(p, account, code)
        if wrong:
            return wrong
        self._email.ask(proven, email)
        return {}

    def change_name(self, account: Account, current: str, name: str) -> Problems:
        """Correct the name that the account is under."""
        if codes := names.problems(name):
            return {"name": codes}
        if wrong := self.proves(account, current):
            return wrong
        return self._save(replace(account, name=name))

    def change_password(
        self, account: Account, visitor: Visitor, current: str, new: str, again: str
    ) -> tuple[Problems, str]:
        """A new password: what is wrong, or the token of this browser's new session; every other one ends."""
        p = self._portal
        wrong = {"new": passwords.problems(new, account.usuario), "again": [] if new == again else ["distintas"]}
        wrong = {field: codes for field, codes in wrong.items() if codes}
        if wrong or (wrong := self.proves(account, current)):
            return wrong, ""
        if p.passwords.verify(account.password, new):
            return {"new": ["misma"]}, ""
        changed = accounts.with_password(account, p.passwords.hash(new), p.now)
        wrong = self._save(changed, "clave")
        return wrong, "" if wrong else self._sessions.begin(changed, visitor, changed.sessions_from)

    def change_question(self, account: Account, current: str, question: str, answer: str) -> Problems:
        """A new secret question."""
        p = self._portal
        wrong = {
            "question": [] if question in questions.QUESTIONS else ["pregunta"],
            "answer": questions.problems(answer, account.usuario),
        }
        wrong = {field: codes for field, codes in wrong.items() if codes}
        if wrong or (wrong := self.proves(account, current)):
            return wrong
        changed = accounts.with_answer(account, question, p.passwords.hash(questions.normal(answer)))
        return self._save(changed, "pregunta")

    def change_preferences(self, account: Account, new_documents: bool, new_logins: bool) -> Problems:
        """Which mails to send."""
        return self._save(replace(account, preferences=Preferences(new_documents, new_logins)))

    def set_up(self, account: Account, visitor: Visitor) -> Setup:
        """Begin a second factor: a secret that counts once its first code was typed."""
        p = self._portal
        secret = self._set_up(account, visitor) or p.codes.new_secret()
        facts = {"secret": p.secrets.seal("totp", secret), "epoch": account.epoch}
        p.passes.put(self._setup(visitor), facts, p.now + SETUP_LIFE)
        address = p.codes.address(secret, account.usuario)
        return Setup(secret, address, p.codes.picture(address))

    def finish_setup(self, account: Account, visitor: Visitor, current: str, code: str) -> tuple[Problems, list[str]]:
        """The first code: what is wrong, or the recovery codes, which are shown this once."""
        p = self._portal
        secret = self._set_up(account, visitor)
        if secret is None:
            return {"code": ["vencido"]}, []
        if wrong := self.proves(account, current):
            return wrong, []
        steps = [s for s in second_factor.steps(p.now) if p.codes.code_at(secret, s) == code.strip()]
        if not steps:
            return {"code": ["codigo"]}, []
        codes = [p.chance.text(second_factor.ALPHABET, 10) for _ in range(second_factor.RECOVERY_CODES)]
        digests = tuple(p.secrets.digest("codigo-recuperacion", c) for c in codes)
        begun = second_factor.begun(account, p.secrets.seal("totp", secret), digests, steps[0])
        begun, also, letter = undoing.offer(p, account, begun, "segundo-factor-activado")
        try:
            p.accounts.save(begun, *also)
        except Conflict:
            return {"": ["conflicto"]}, []
        wake(p, letter)
        return {}, [second_factor.readable(code) for code in codes]

    def end_second_factor(self, account: Account, current: str, code: str) -> Problems:
        """Do without it again: asks for the password and one last code."""
        p = self._portal
        if wrong := self.proves(account, current):
            return wrong
        used, wrong = prove_factor(p, account, code)
        return wrong or self._save(second_factor.ended(used), "segundo-factor-desactivado")

    def everything(self, account: Account) -> bytes:
        """All that is kept of the person, as JSON (Ley Orgánica de Protección de Datos Personales, art. 13 and 17)."""
        sessions = [
            {
                "inicio": s.created_at.isoformat(),
                "ultimo_uso": s.seen_at.isoformat(),
                "direccion": s.origin,
                "navegador": s.agent,
                "abierta": is_open,
            }
            for s, is_open in self._sessions.of(account)
        ]
        content = {
            "usuario": account.usuario,
            "tipo_identificacion": account.kind,
            "nombre": account.name,
            "residencia": account.residence,
            "correo": account.email,
            "pregunta_secreta": account.question,
            "segundo_factor": account.second_factor is not None,
            "avisos": {
                "documentos_nuevos": account.preferences.new_documents,
                "accesos_nuevos": account.preferences.new_logins,
            },
            "registro": account.created_at.isoformat(),
            "consentimiento": account.consented_at.isoformat(),
            "accesos": sessions,
            "comprobantes": self._documents(account),
        }
        return json.dumps(content, ensure_ascii=False, indent=2).encode()

    def _documents(self, account: Account) -> list[dict[str, object]]:
        """The documents made out to the account, the newest first, with what its owner did with each."""
        p = self._portal
        found: list[dict[str, object]] = []
        after: Listed | None = None
        query = Query(account.receiver, "by_date", "", LAST, False, {})
        while len(found) < MOST_DOCUMENTS:
            listed, after = p.received.read(query, after, DOCUMENTS_AT_ONCE, DOCUMENTS_AT_ONCE)
            documents = p.received.get_many([one.id for one in listed])
            found += [_plain(documents[one.id]) for one in listed if one.id in documents]
            if after is None:
                break
        return found

    def close(self, account: Account, current: str) -> Problems:
        """Close the account: nothing is kept of it; the documents stay with their issuers."""
        p = self._portal
        if wrong := self.proves(account, current):
            return wrong
        return {} if closing.close(p, account) else {"": ["conflicto"]}

    def _save(self, account: Account, letter: str = "") -> Problems:
        """Store a change together with the letter about it."""
        p = self._portal
        owed = [owe(p, letter, owner=account.owner)] if letter else []
        try:
            p.accounts.save(account, *owed)
        except Conflict:
            return {"": ["conflicto"]}
        wake(p, *owed)
        return {}

    def _set_up(self, account: Account, visitor: Visitor) -> str | None:
        """The secret of the second factor that this visitor is setting up for this account."""
        p = self._portal
        waiting = p.passes.get(self._setup(visitor), p.now)
        if waiting is None or waiting["epoch"] != account.epoch:
            return None
        return p.secrets.unseal("totp", waiting["secret"])

    def _setup(self, visitor: Visitor) -> str:
        return f"generador#{visitor.key}"


def _plain(document: Document) -> dict[str, object]:
    """A document and what was done with it."""
    number = document.number
    return {
        "emisor": number.issuer,
        "comprobante": document.label,
        "clave_acceso": document.clave,
        "fecha": document.issue_date.isoformat(),
        "total": str(document.total),
        "moneda": document.currency,
        "a_nombre_de": document.receiver.name,
        "correos": list(document.receiver.mails),
        "abierto": document.opened_at.isoformat() if document.opened_at else None,
        "respuestas": [
            {"respuesta": str(answer.state), "momento": answer.at.isoformat(), "motivo": answer.reason}
            for answer in document.answers
        ],
    }
