"""The portal under every blow: what a change promises is told, whatever dies; nothing is done twice that must not be.

A customer's life, step by step: each is repeated until it goes through, as people do; between the steps the sweep wakes
and what is owed is delivered. Every side effect of every step is struck, before and after, by a kill and an exception.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from chalicelib.domain.accounts.account import Account
from chalicelib.domain.accounts.recovery import Mode
from chalicelib.domain.accounts.second_factor import STEP
from chalicelib.domain.documents.states import Receiver as Reception
from chalicelib.services.portal import activation
from chalicelib.services.portal import ports as portal_ports
from chalicelib.services.portal.context import Visitor
from chalicelib.services.portal.login import Answer, Attempt, Outcome
from chalicelib.services.portal.recovery import NewPassword
from chalicelib.services.portal.registration import Applicant, Claim
from tests.faults.points import PORTAL, Blow, Injected, Point, Points, effects
from tests.faults.story import at_last
from tests.unit.core.world import Killed
from tests.unit.portal.world import ANSWER, CEDULA, ISSUER, PASSWORD, PortalWorld

NEW, NEWER, OTHER = "Otra frase larga, 7 palabras", "Y otra más, con 9 gatos.", "0912458734"
KNOWN = "ana@example.com"
ID = f"EC#05#{CEDULA}"
NOT_OF_THIS_STORY = {
    "outbox.bury",
    "files.keep",
    "files.lend",
    "limits.give_back",
    "limits.clear_attempts",
    "sessions.seen",
}
"""Giving up after days (test_owing); files made for a download; counters and marks that promise nothing."""


@dataclass
class Life:
    """A world in which blows fall, and what the person in it knows."""

    points: Points
    world: PortalWorld = field(init=False)
    stage: str = ""
    visits: int = 0
    codes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world = PortalWorld(Mode.DIRECTA, self.points.watch)
        self.points.world = self

    # --- the person ---------------------------------------------------------------------------------------------------
    def step(self, name: str, act: Callable[[], object]) -> None:
        """Do something until it goes through, and let everything that is owed for it arrive."""

        def once() -> None:
            self.stage = name
            act()

        at_last(once)
        self.rest()

    def rest(self, minutes: int = 12) -> None:
        """Let time pass with the sweep at work; a message may be lost, its worker killed."""
        for _ in range(minutes):
            self.world.later(minutes=1)
            self.stage = "sweep"
            at_last(self.world.reminder.run)
            woken, self.world.woken = list(dict.fromkeys(self.world.woken)), []
            for owed_id in woken:
                self.stage = "letters"
                try:
                    self.world.delivery.run(owed_id)
                except (Killed, Injected):
                    continue

    def visitor(self) -> Visitor:
        self.visits += 1
        return Visitor(f"v{self.visits}", f"10.0.{self.visits // 200}.{self.visits % 200}", "Chrome")

    def image(self, visitor: Visitor) -> tuple[str, str]:
        challenge = self.world.use.images.new(visitor)
        assert challenge is not None
        return challenge.token, challenge.picture.decode()

    def account(self) -> Account:
        return self.world.accounts.rows[ID]

    def has_password(self, password: str) -> bool:
        return self.account().password == self.world.passwords.hash(password)

    def link(self, kind: str, to: str = "") -> str:
        mail = next(m for m in reversed(self.world.mails) if m.kind == kind and to in ("", m.to))
        return mail.link.rpartition("/")[2]

    def log_in(self, password: str) -> Outcome:
        visitor = self.visitor()
        return self.world.use.login.attempt(visitor, Attempt(CEDULA, password, *self.image(visitor)))

    def code(self) -> str:
        return f"{int(self.world.clock.time.timestamp()) // STEP % 1_000_000:06d}"

    # --- the steps ----------------------------------------------------------------------------------------------------
    def sign_up(self, number: str, email: str, unreachable: bool = False) -> None:
        use, visitor = self.world.use.registration, self.visitor()
        assert use.begin(visitor, "05", number)
        claim = Claim(ISSUER, "001-001-000000001" if number == CEDULA else "001-001-000000002", Decimal("112.00"))
        assert use.claim(visitor, claim) == ""
        person = Applicant("ANA", "local", email, PASSWORD, PASSWORD, "mascota", ANSWER, True, unreachable)
        assert not use.apply(visitor, person).problems

    def confirm(self) -> None:
        came = self.world.use.registration.confirm(self.link("confirmar"))
        assert came == "lista" or ID in self.world.accounts.rows, came

    def want_to_know_of_logins(self) -> None:
        assert not self.world.use.profile.change_preferences(self.account(), True, True)

    def come_in(self) -> None:
        assert self.log_in(PASSWORD).answer is Answer.IN

    def leave(self) -> None:
        for session, is_open in self.world.use.sessions.of(self.account()):
            if is_open:
                self.world.use.sessions.end(session.id, self.account())

    def open(self) -> None:
        self.world.use.reading.open(self.account(), self.reference())

    def answer(self, answer: str, reason: str = "") -> None:
        self.world.use.reading.answer(self.account(), self.reference(), answer, reason)

    def reference(self) -> str:
        return self.world.use.reading.reference(ID, self.document)

    @property
    def document(self) -> str:
        return next(i for i in self.world.received.rows if i.endswith("000000001"))

    def change_password(self) -> None:
        wrong, _ = self.world.use.profile.change_password(self.account(), self.visitor(), PASSWORD, NEW, NEW)
        assert not wrong or self.has_password(NEW), wrong

    def change_question(self) -> None:
        assert not self.world.use.profile.change_question(self.account(), NEW, "viaje", "Loja")

    def turn_on(self) -> None:
        """Who did not see the recovery codes switches the second factor off and on again."""
        if self.account().second_factor is not None:
            self.turn_off()
        visitor, use = self.visitor(), self.world.use.profile
        use.set_up(self.account(), visitor)
        wrong, self.codes = use.finish_setup(self.account(), visitor, NEW, self.code())
        assert not wrong, wrong

    def turn_off(self) -> None:
        self.world.later(seconds=STEP)
        if self.account().second_factor is not None:
            wrong = self.world.use.profile.end_second_factor(self.account(), NEW, self.code())
            assert not wrong, wrong

    def ask_for_address(self) -> None:
        assert not self.world.use.profile.change_email(self.account(), NEW, "nueva@example.com")

    def say_no_to_address(self) -> None:
        done = self.world.use.email.refuse(self.link("correo-aviso"))
        assert done or not self.world.use.email.pending(self.account())

    def confirm_address(self) -> None:
        done = self.world.use.email.confirm(self.link("correo"))
        assert done or self.account().email == "nueva@example.com"

    def undo_address(self) -> None:
        assert self.world.use.recovery.undo(self.link("correo-cambiado")) or self.account().email == KNOWN

    def forget_password(self) -> None:
        visitor = self.visitor()
        self.world.use.recovery.begin(visitor, CEDULA)
        assert self.world.use.recovery.remind(visitor) == ""

    def choose_another(self) -> None:
        use, visitor = self.world.use.recovery, self.visitor()
        if self.has_password(NEW):
            return
        if not use.open_link(visitor, self.link("recordatorio")):
            # The link was used up by a request that died: another is asked for, as anybody would.
            self.world.later(minutes=31)
            self.forget_password()
            self.rest(3)
            self.stage = "choose another"
            assert use.open_link(visitor, self.link("recordatorio"))
        assert not use.change(visitor, NewPassword(NEW, NEW))

    def answer_the_question(self) -> None:
        use, visitor = self.world.use.recovery, self.visitor()
        if self.has_password(NEWER):
            return
        use.begin(visitor, CEDULA)
        assert use.answer(visitor, "Loja", *self.image(visitor)) == "formulario"
        assert not use.change(visitor, NewPassword(NEWER, NEWER))

    def undo_the_answer(self) -> None:
        assert self.world.use.recovery.undo(self.link("deshacer")) or self.has_password(NEW)

    def err_five_times(self) -> None:
        visitor = Visitor("thief", "66.6.6.6")
        while self.world.use.login.attempt(visitor, Attempt(CEDULA, "no", *self.image(visitor))).answer is Answer.WRONG:
            pass

    def say_no_to_a_stranger(self) -> None:
        activation.refuse(self.world.portal, self.link("alta-consulta"))

    def close(self) -> None:
        if ID in self.world.accounts.rows:
            wrong = self.world.use.profile.close(self.account(), NEW)
            assert not wrong, wrong

    def disown(self) -> None:
        if f"EC#05#{OTHER}" in self.world.accounts.rows:
            assert activation.disown(self.world.portal, self.link("alta-aviso", "otra@example.com"))


def live(*blows: Blow) -> Life:
    """The whole life."""
    life = Life(Points(*blows))
    world = life.world
    world.document(1)
    second = world.document(2, to=OTHER)
    world.received.rows[second.id] = replace(second, receiver=replace(second.receiver, mails=("otra@example.com",)))
    life.step("sign up", lambda: life.sign_up(CEDULA, KNOWN))
    life.step("confirm", life.confirm)
    life.step("preferences", life.want_to_know_of_logins)
    life.step("come in", life.come_in)
    life.step("leave", life.leave)
    life.step("open", life.open)
    life.step("reject", lambda: life.answer("rechazado", "Precio"))
    life.step("agree", lambda: life.answer("conforme"))
    life.step("change password", life.change_password)
    life.step("change question", life.change_question)
    life.step("turn on", life.turn_on)
    life.step("turn off", life.turn_off)
    life.step("ask for address", life.ask_for_address)
    life.step("say no to address", life.say_no_to_address)
    life.step("ask for address", life.ask_for_address)
    life.step("confirm address", life.confirm_address)
    life.step("undo address", life.undo_address)
    life.step("forget password", life.forget_password)
    life.step("choose another", life.choose_another)
    world.accounts.rows[ID] = replace(life.account(), question_blocked=False)
    life.step("answer the question", life.answer_the_question)
    life.step("undo the answer", life.undo_the_answer)
    life.step("err", life.err_five_times)
    life.step("stranger", lambda: life.sign_up(OTHER, "ladron@example.net", unreachable=True))
    life.step("say no to a stranger", life.say_no_to_a_stranger)
    life.step("stranger again", lambda: life.sign_up(OTHER, "ladron@example.net", unreachable=True))
    world.later(hours=48)
    life.rest()
    life.step("stranger confirms", lambda: world.use.registration.confirm(life.link("confirmar", "ladron@example.net")))
    life.step("disown", life.disown)
    life.step("close", life.close)
    world.later(hours=1)
    life.rest(30)
    return life


UNDISTURBED = live()


def mails(life: Life) -> Counter[tuple[str, str]]:
    return Counter((mail.kind, mail.to) for mail in life.world.mails)


def check(life: Life) -> None:
    """What must be so however it went."""
    world, told = life.world, mails(life)
    missing = set(mails(UNDISTURBED)) - set(told)
    assert not missing, f"never told: {missing}"
    assert world.outbox.rows == {}
    assert world.store.buried == {}
    document = world.received.rows[life.document]
    assert [answer.state for answer in document.answers] == [Reception.RECHAZADO, Reception.CONFORME]
    assert world.touched[-1] == document.id
    assert len(life.codes) == 10
    assert world.accounts.rows == {}
    assert world.sessions.rows == {}
    twice = {what for what, times in told.items() if what[0].startswith("respuesta") and times > 1}
    assert not twice or _between_sending_and_noting(life), f"told twice: {twice}"


def _between_sending_and_noting(life: Life) -> bool:
    return any(blow.point.effect in ("mailer.send", "outbox.settle") for blow in life.points.struck)


def test_undisturbed_everybody_is_told_once() -> None:
    check(UNDISTURBED)
    assert UNDISTURBED.world.faults == []
    often = {kind for (kind, _), times in mails(UNDISTURBED).items() if times > 1}
    assert often <= {"clave", "correo", "correo-aviso", "entrada", "alta-espera", "alta-consulta"}


def test_every_port_of_the_portal_is_known() -> None:
    """A new method of a port that changes something is a point, or said to look only."""
    protocols = {
        found
        for _, found in inspect.getmembers(portal_ports, inspect.isclass)
        if getattr(found, "_is_protocol", False) and found.__module__ == portal_ports.__name__
    }
    harmless = {"Passwords", "Secrets", "Chance", "Codes", "Images", "Directory", "Alerts"}
    assert {p.__name__ for p in protocols} == {p.__name__ for p in PORTAL if p in protocols} | harmless
    for protocol, reading in PORTAL.items():
        assert reading <= {name for name, _ in inspect.getmembers(protocol, inspect.isfunction)}


def test_the_life_comes_by_every_side_effect() -> None:
    seen = {effect for _, effect, _ in UNDISTURBED.points.seen}
    named = {
        f"{name}.{method}"
        for name, protocol in (
            *((p.__name__.lower(), p) for p in PORTAL if p.__name__ != "TouchesResults"),
            ("results", next(p for p in PORTAL if p.__name__ == "TouchesResults")),
        )
        for method in effects(protocol)
    }
    assert named - seen <= NOT_OF_THIS_STORY


def test_struck_anywhere_everybody_is_told_and_nothing_is_done_twice() -> None:
    count = 0
    for (stage, effect, after), times in UNDISTURBED.points.seen.items():
        for turn in {1, times}:
            for kill in (True, False):
                blow = Blow(Point(stage, effect, after, turn), kill)
                try:
                    life = live(blow)
                    check(life)
                    assert life.points.struck == [blow], "the blow fell nowhere"
                    assert all(isinstance(fault, Injected) for fault in life.world.faults), life.world.faults
                except AssertionError as wrong:
                    raise AssertionError(f"{blow}: {wrong}") from wrong
                count += 1
    assert count > 500
