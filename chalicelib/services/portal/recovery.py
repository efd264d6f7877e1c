"""¿Olvidó su contraseña?: by the secret question or by a mailed link to the same form.

- What a visitor may do next is kept on the server under the visitor's key: `usuario` (typed) or `allowed` (whose
  password may be changed: by the question answered right, where that is enough, or by the mailed link).
- An answer always comes with an image that was read.
- A stranger's usuario is asked a plausible question, always the same, and the same work is done with the answer.
- An answer is counted before it is looked at: three a day for each usuario and origin.
- After a change by the question alone the owner gets a link that brings everything back.
"""

from __future__ import annotations

from dataclasses import dataclass

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts import limits, passwords, questions, recovery
from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.recovery import Mode
from chalicelib.domain.documents import addresses
from chalicelib.services.portal import attempts, guesses, undoing
from chalicelib.services.portal.context import Portal, Visitor
from chalicelib.services.portal.email_change import EmailChange
from chalicelib.services.portal.images import Images
from chalicelib.services.portal.login import prove_factor
from chalicelib.services.portal.owing import owe, told, wake
from chalicelib.services.portal.ports import Also, Owed
from chalicelib.services.ports import Conflict


@dataclass(frozen=True, slots=True)
class NewPassword:
    """The form: the question and the mail address only change if they are given."""

    password: str
    password_again: str
    question: str = ""
    answer: str = ""
    email: str = ""
    code: str = ""
    """Of the second factor, where there is one and the address changes."""


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
        facts = {"usuario": p.typed(usuario)}
        p.passes.put(self._flow(visitor), facts, p.now + recovery.FORM_LIFE)

    def usuario(self, visitor: Visitor) -> str | None:
        """The usuario that was typed."""
        flow = self._facts(visitor)
        return flow.get("usuario") if flow else None

    def remind(self, visitor: Visitor) -> str:
        """Send the link. Empty if it is on its way (should there be such a person), else `vencido` or `demasiados`."""
        flow = self._facts(visitor)
        if flow is None or "usuario" not in flow:
            return "vencido"
        if not self._may_try(visitor, limits.REMINDER_BY_PAIR, flow["usuario"]):
            return "demasiados"
        self._mail_link(flow["usuario"], right=True)
        return ""

    def _mail_link(self, usuario: str, right: bool) -> None:
        """Send the link, unless so many were sent just now that the last one still holds.

        After a wrong answer the same is done, except that nobody is mailed.
        """
        p = self._portal
        limit = limits.REMINDER_MAILS if right else limits.REMINDER_BLANKS
        if p.limits.take(limit, p.key(limit.name, usuario), p.now):
            told(p, "recordatorio", usuario=usuario, right="1" if right else "")

    def question(self, visitor: Visitor) -> str | None:
        """The question to be answered, also for a usuario that nobody has."""
        p = self._portal
        flow = self._facts(visitor)
        if flow is None or "usuario" not in flow or self.mode is Mode.DESACTIVADA:
            return None
        account = self._asked(flow["usuario"])
        secret = int(p.secrets.digest("pregunta", flow["usuario"])[:12], 16)
        return account.question if account else questions.plausible(secret)

    def answer(self, visitor: Visitor, text: str, image: str, characters: str) -> str:
        """Answer it. `formulario` or `equivocada`, or `vencido`, `imagen` (it is always asked for), `demasiados`.

        `correo`, whether or not it was right, where only a mail follows from a right one: in the mode `con_correo`, and
        where so many answers were given for the usuario, whoever gave them, that the mailbox is asked for as well.
        """
        p = self._portal
        flow = self._facts(visitor)
        if flow is None or "usuario" not in flow or self.mode is Mode.DESACTIVADA:
            return "vencido"
        if not self._images.is_right(visitor, image, characters):
            return "imagen"
        usuario = flow["usuario"]
        if not self._may_try(visitor, limits.ANSWER_BY_PAIR, usuario):
            return "demasiados"
        few = p.limits.take(limits.ANSWER_WITHOUT_MAIL, p.key(limits.ANSWER_WITHOUT_MAIL.name, usuario), p.now)
        account = self._asked(usuario)
        fits = p.passwords.verify(account.answer if account else None, questions.normal(text))
        right = fits and account is not None and not account.question_blocked
        if not right:
            guesses.was_wrong(p, limits.WRONG_ANSWERS)
        if self.mode is Mode.CON_CORREO or not few:
            self._mail_link(usuario, right)
            return "correo"
        if account is None or not right:
            return "equivocada"
        facts = {"account": account.id, "allowed": "question", "epoch": account.epoch}
        p.passes.put(self._flow(visitor), facts, p.now + recovery.FORM_LIFE)
        return "formulario"

    def open_link(self, visitor: Visitor, token: str) -> bool:
        """The mailed link was opened and is used up; the form is allowed to this visitor."""
        p = self._portal
        key = p.key("enlace", token)
        link = p.passes.get(key, p.now)
        account = p.accounts.get(link["account"]) if link else None
        if link is None or account is None or account.link != key or account.epoch != link["epoch"]:
            return False
        if p.passes.take(key, p.now) is None:
            return False
        facts = {"account": account.id, "allowed": "link", "link": key, "epoch": account.epoch}
        p.passes.put(self._flow(visitor), facts, p.now + recovery.FORM_LIFE)
        return True

    def form(self, visitor: Visitor) -> Form | None:
        """Whose password the visitor may change, or None."""
        flow = self._facts(visitor)
        if flow is None or "allowed" not in flow:
            return None
        account = self._portal.accounts.get(flow["account"])
        if account is None or account.epoch != flow["epoch"]:
            return None
        if flow["allowed"] == "link":
            return Form(account, by_question=False) if account.link == flow["link"] else None
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
        if p.passwords.verify(before.password, new.password):
            return {"password": ["misma"]}
        moves = bool(new.email) and new.email != before.email
        if moves:
            before, wrong = prove_factor(p, before, new.code)
            if wrong:
                return wrong
        after = accounts.with_password(before, p.passwords.hash(new.password), p.now)
        if new.answer:
            after = accounts.with_answer(after, new.question, p.passwords.hash(questions.normal(new.answer)))
        also: tuple[Also, ...]
        if form.by_question:
            after, also, letter = undoing.offer(p, before, after, "deshacer")
        else:
            letter = owe(p, "clave", owner=before.owner)
            also = (letter,)
        letters: tuple[Owed, ...] = (letter,)
        if moves:
            waiting, asked = self._email.asked(after, new.email)
            also, letters = (*also, waiting, *asked), (*letters, *asked)
        try:
            p.accounts.save(after, *also)
        except Conflict:
            return {"": ["vencido"]}
        p.passes.take(self._flow(visitor), p.now)
        usuario = p.typed(before.usuario)
        attempts.forget_error(p, usuario)
        # The link that was used no longer holds: another may be asked for.
        p.limits.give_back(limits.REMINDER_MAILS, p.key(limits.REMINDER_MAILS.name, usuario), p.now)
        wake(p, *letters)
        return {}

    def undo(self, token: str) -> bool:
        """The owner says it was not them: everything is as before, and the question is not asked any more."""
        return undoing.undo(self._portal, token)

    def _asked(self, usuario: str) -> Account | None:
        """Whose question is asked: where a number has two accounts, that of the first kind; the mail reaches both."""
        found = self._portal.accounts_of(usuario)
        return found[0] if found else None

    def _may_try(self, visitor: Visitor, limit: limits.Limit, usuario: str) -> bool:
        p = self._portal
        pair = guesses.pair(p, visitor, f"{limit.name}#{usuario}")
        return guesses.may_try(p, ((limits.RECOVERY_BY_ORIGIN, p.origin(visitor)), (limit, pair)))

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
