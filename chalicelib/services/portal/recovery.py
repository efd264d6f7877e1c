"""¿Olvidó su clave?: by the secret question or by a mailed link to the same form.

- What a visitor may do next is kept on the server under the visitor's key: `usuario` (typed), `image` (passed),
  `question` (answered right, where that is enough), `link` (came by mail).
- A stranger's usuario is asked a plausible question, always the same, and the same work is done with the answer.
- An answer is counted before it is looked at: three a day for each usuario, whoever asks.
- After a change by the question alone the owner gets a link that brings everything back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts import limits, passwords, questions, recovery
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.recovery import Mode
from chalicelib.domain.documents import addresses
from chalicelib.services.portal import attempts
from chalicelib.services.portal.context import Portal, Visitor
from chalicelib.services.portal.email_change import EmailChange
from chalicelib.services.portal.images import Images
from chalicelib.services.ports import Conflict


@dataclass(frozen=True, slots=True)
class NewPassword:
    """The form: the question and the mail address only change if they are given."""

    password: str
    password_again: str
    question: str = ""
    answer: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What the form shows of whoever may change the password."""

    account: Account
    by_question: bool


class Recovery:
    """The use case."""

    def __init__(self, portal: Portal, images: Images, email: EmailChange) -> None:
        self._portal = portal
        self._images = images
        self._email = email

    @property
    def mode(self) -> Mode:
        """What the secret question may do here."""
        return self._portal.settings.question_mode

    def begin(self, visitor: Visitor, usuario: str) -> None:
        """Somebody typed a usuario."""
        p = self._portal
        facts = {"usuario": p.country.usuario(usuario)}
        p.passes.put(self._flow(visitor), facts, p.now + recovery.FORM_LIFE)

    def usuario(self, visitor: Visitor) -> str | None:
        """The usuario that was typed."""
        flow = self._facts(visitor)
        return flow["usuario"] if flow else None

    def remind(self, visitor: Visitor) -> str:
        """Send the link. Empty if it is on its way (should there be such a person), else `vencido` or `demasiados`."""
        p = self._portal
        flow = self._facts(visitor)
        if flow is None:
            return "vencido"
        if not self._may_try(visitor, limits.REMINDER_BY_USER, flow["usuario"]):
            return "demasiados"
        p.notices.tell("recordatorio", usuario=flow["usuario"])
        return ""

    def pass_image(self, visitor: Visitor, token: str, characters: str) -> bool:
        """The image that comes before the question."""
        p = self._portal
        flow = self._facts(visitor)
        if flow is None or self.mode is Mode.DESACTIVADA or not self._images.is_right(visitor, token, characters):
            return False
        p.passes.put(self._flow(visitor), flow | {"image": "1"}, p.now + recovery.FORM_LIFE)
        return True

    def question(self, visitor: Visitor) -> str | None:
        """The question to be answered, once the image was."""
        p = self._portal
        flow = self._facts(visitor)
        if flow is None or "image" not in flow or self.mode is Mode.DESACTIVADA:
            return None
        account = p.accounts.get(flow["usuario"])
        secret = int(p.secrets.digest("pregunta", flow["usuario"])[:12], 16)
        return account.question if account else questions.plausible(secret)

    def answer(self, visitor: Visitor, text: str) -> str:
        """Answer it. `formulario`, `correo` (the link is on its way), or `vencido`, `demasiados`, `equivocada`."""
        p = self._portal
        flow = self._facts(visitor)
        if flow is None or "image" not in flow or self.mode is Mode.DESACTIVADA:
            return "vencido"
        p.passes.put(self._flow(visitor), {"usuario": flow["usuario"]}, p.now + recovery.FORM_LIFE)
        if not self._may_try(visitor, limits.ANSWER_BY_USER, flow["usuario"]):
            return "demasiados"
        account = p.accounts.get(flow["usuario"])
        right = p.passwords.verify(account.answer if account else None, questions.normal(text))
        if account is None or not right or account.question_blocked:
            return "equivocada"
        if self.mode is Mode.CON_CORREO:
            p.notices.tell("recordatorio", usuario=account.usuario)
            return "correo"
        facts = {"usuario": account.usuario, "allowed": "question", "since": account.sessions_from.isoformat()}
        p.passes.put(self._flow(visitor), facts, p.now + recovery.FORM_LIFE)
        return "formulario"

    def open_link(self, visitor: Visitor, token: str) -> bool:
        """The mailed link was opened and is used up; the form is allowed to this visitor."""
        p = self._portal
        key = p.key("enlace", token)
        link = p.passes.get(key, p.now)
        account = p.accounts.get(link["usuario"]) if link else None
        if account is None or account.link != key or p.passes.take(key, p.now) is None:
            return False
        facts = {"usuario": account.usuario, "allowed": "link", "link": key}
        p.passes.put(self._flow(visitor), facts, p.now + recovery.FORM_LIFE)
        return True

    def form(self, visitor: Visitor) -> Form | None:
        """Whose password the visitor may change, or None."""
        flow = self._facts(visitor)
        if flow is None or "allowed" not in flow:
            return None
        account = self._portal.accounts.get(flow["usuario"])
        if account is None:
            return None
        if flow["allowed"] == "link":
            return Form(account, by_question=False) if account.link == flow["link"] else None
        if account.sessions_from.isoformat() != flow["since"]:
            return None
        return Form(account, by_question=True)

    def change(self, visitor: Visitor, new: NewPassword) -> dict[str, list[str]]:
        """The form was sent: what is wrong, by field; nothing if the password is changed."""
        p = self._portal
        form = self.form(visitor)
        if form is None:
            return {"": ["vencido"]}
        before = form.account
        wrong = problems(new, before.usuario)
        if wrong:
            return wrong
        after = accounts.with_password(before, p.passwords.hash(new.password), p.now)
        if new.answer:
            after = accounts.with_answer(after, new.question, p.passwords.hash(questions.normal(new.answer)))
        try:
            p.accounts.save(after)
        except Conflict:
            return {"": ["vencido"]}
        p.passes.take(self._flow(visitor), p.now)
        attempts.forgive(p, before.usuario)
        if form.by_question:
            self._offer_undo(before)
        else:
            p.notices.tell("clave", usuario=before.usuario)
        if new.email and new.email != before.email:
            self._email.ask(replace(after, version=after.version + 1), new.email)
        return {}

    def undo(self, token: str) -> bool:
        """The owner says it was not them: everything is as before, and the question is not asked any more."""
        p = self._portal
        link = p.passes.take(p.key("deshacer", token), p.now)
        account = p.accounts.get(link["usuario"]) if link else None
        if link is None or account is None:
            return False
        before = json.loads(p.secrets.unseal("antes", link["before"]) or "{}")
        try:
            p.accounts.save(
                accounts.restored(
                    account, before["password"], before["question"], before["answer"], before["email"], p.now
                )
            )
        except (Conflict, KeyError):
            return False
        self._email.forget(account.usuario)
        p.notices.tell("clave", usuario=account.usuario)
        return True

    def _offer_undo(self, before: Account) -> None:
        p = self._portal
        kept = {n: getattr(before, n) for n in ("password", "question", "answer", "email")}
        request = p.chance.token()
        facts = {"usuario": before.usuario, "email": before.email, "before": p.secrets.seal("antes", json.dumps(kept))}
        p.passes.put(p.key("antes", request), facts, p.now + recovery.UNDO_LIFE)
        p.notices.tell("deshacer", request=request)

    def _may_try(self, visitor: Visitor, limit: limits.Limit, usuario: str) -> bool:
        p = self._portal
        by_origin = p.limits.take(limits.RECOVERY_BY_ORIGIN, p.origin(visitor), p.now)
        return p.limits.take(limit, p.key(limit.name, usuario), p.now) and by_origin

    def _facts(self, visitor: Visitor) -> dict[str, str] | None:
        return self._portal.passes.get(self._flow(visitor), self._portal.now)

    def _flow(self, visitor: Visitor) -> str:
        return f"recuperar#{visitor.key}"


def problems(new: NewPassword, usuario: str) -> dict[str, list[str]]:
    """What is wrong with the form, by field."""
    wrong = {
        "password": passwords.problems(new.password, usuario),
        "password_again": [] if new.password == new.password_again else ["distintas"],
        "email": [] if not new.email or addresses.is_address(new.email) else ["correo"],
    }
    if new.answer:
        wrong["question"] = [] if new.question in questions.QUESTIONS else ["pregunta"]
        wrong["answer"] = questions.problems(new.answer, usuario)
    return {field: codes for field, codes in wrong.items() if codes}
