"""Every mailed permission × every event that must end it: the table of docs/security.md, from one parametrised test.

A **permission** is mailed and taken up by its link; an **event** happens between the two. `LIVES` names the pairs that
must still work; every other pair of the table must not, and taking it up must change nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.accounts import account as accounts
from chalicelib.domain.accounts import second_factor
from chalicelib.domain.accounts.recovery import Mode
from chalicelib.handlers import wiring as common
from chalicelib.handlers.portal import wiring
from chalicelib.services.portal import closing, undoing
from chalicelib.services.portal.activation import Way, announced, requested
from chalicelib.services.portal.owing import told
from tests.unit.portal.world import CEDULA, PASSWORD, Browser, Page, PortalWorld

ACCOUNT = f"EC#05#{CEDULA}"
OTHER = "otra@example.com"
SECURITY = Path(__file__).resolve().parents[3] / "docs" / "security.md"


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> PortalWorld:
    made = PortalWorld(Mode.DIRECTA)
    monkeypatch.setattr(wiring, "deployed", lambda: made.use)
    monkeypatch.setattr(common, "telemetry", lambda: made)
    return made


# --- permissions: each is mailed, and answers the address of its link ------------------------------------------------


def mailed(world: PortalWorld, kind: str) -> str:
    world.deliver()
    mail = next(m for m in reversed(world.mails) if m.kind == kind)
    world.forget_letters()
    return mail.link.removeprefix("https://portal.example")


def reminder(world: PortalWorld) -> str:
    told(world.portal, "recordatorio", usuario=CEDULA)
    return mailed(world, "recordatorio")


def new_address(world: PortalWorld) -> str:
    world.use.email.ask(world.person(), OTHER)
    return mailed(world, "correo")


def not_me(world: PortalWorld) -> str:
    world.use.email.ask(world.person(), OTHER)
    return mailed(world, "correo-aviso")


def undo(world: PortalWorld) -> str:
    before = world.person()
    changed, also, _ = undoing.offer(world.portal, before, accounts.with_answer(before, "viaje", "H"), "deshacer")
    world.accounts.save(changed, *also)
    return mailed(world, "deshacer")


def undo_address(world: PortalWorld) -> str:
    before = world.person()
    changed, also, _ = undoing.offer(world.portal, before, accounts.with_email(before, OTHER), "correo-cambiado")
    world.accounts.save(changed, *also)
    return mailed(world, "correo-cambiado")


def undo_factor(world: PortalWorld) -> str:
    before = world.person()
    begun = second_factor.begun(before, world.portal.secrets.seal("totp", "SECRET"), (), 1)
    changed, also, _ = undoing.offer(world.portal, before, begun, "segundo-factor-activado")
    world.accounts.save(changed, *also)
    return mailed(world, "segundo-factor-activado")


def disown(world: PortalWorld) -> str:
    for letter in announced(world.portal, world.person().owner, world.person().email, ("conocida@example.com",)):
        world.outbox.owe(letter)
    return mailed(world, "alta-aviso")


def sign_up(world: PortalWorld, way: Way, kind: str) -> str:
    """A registration of the same number, begun before anybody had it."""
    kept = world.accounts.rows.pop(ACCOUNT)
    facts = {
        "usuario": CEDULA,
        "kind": "05",
        "name": "OTRA",
        "residence": "local",
        "email": OTHER,
        "password": "H",
        "question": "viaje",
        "answer": "H",
        "consented_at": world.clock.time.isoformat(),
    }
    waiting, letters = requested(world.portal, world.portal.chance.token(), facts, ("conocida@example.com",), way)
    world.passes.put(waiting.key, waiting.facts, waiting.until, *letters)
    path = mailed(world, kind)
    world.accounts.rows[ACCOUNT] = kept
    return path


PERMISSIONS: dict[str, Callable[[PortalWorld], str]] = {
    "enlace": reminder,
    "correo": new_address,
    "no fui yo": not_me,
    "deshacer": undo,
    "deshacer correo": undo_address,
    "deshacer segundo paso": undo_factor,
    "cuenta ajena": disown,
    "alta": lambda world: sign_up(world, Way.DIRECTA, "confirmar"),
    "alta: no": lambda world: sign_up(world, Way.ESPERA, "alta-consulta"),
}
DONE = {
    "enlace": "nueva.titulo",
    "correo": "correo_nuevo.hecho.titulo",
    "no fui yo": "correo_no.hecho.titulo",
    "deshacer": "deshacer.hecho.titulo",
    "deshacer correo": "deshacer.hecho.titulo",
    "deshacer segundo paso": "deshacer.hecho.titulo",
    "cuenta ajena": "cuenta_ajena.hecho.titulo",
    "alta": "confirmar.lista.titulo",
    "alta: no": "alta_no.hecho.titulo",
}
"""What the page says if the permission still counts."""


# --- events ----------------------------------------------------------------------------------------------------------


def change(world: PortalWorld, how: Callable[..., Any], *values: Any) -> None:
    world.accounts.save(how(world.person(), *values))


def take_up(world: PortalWorld, path: str) -> Page:
    browser = world.browser("7.7.7.7")
    browser.get(path)
    return browser.post(path)


def close(world: PortalWorld) -> None:
    assert closing.close(world.portal, world.person())


def somebody_else(world: PortalWorld) -> None:
    """The account is closed, and the number registered by another person."""
    close(world)
    world.account(name="OTRA PERSONA", password=world.passwords.hash("Suya 1 propia."))


def older_undo(world: PortalWorld) -> None:
    """Somebody took up an offer that was made before."""
    account = world.person()
    names = [f"2027-01-01T00:00:00+00:00 vieja{n}" for n in range(1)]
    world.accounts.save(replace(account, undos=(*names, *account.undos)))
    account = world.person()
    before = {"password": account.password, "question": "mascota", "answer": account.answer, "email": account.email}
    world.accounts.save(accounts.restored(account, "vieja0", before, None, world.clock.time))


EVENTS: dict[str, Callable[[PortalWorld], None]] = {
    "nada": lambda world: None,
    "contraseña nueva": lambda world: change(world, accounts.with_password, "H2", world.clock.time),
    "correo nuevo": lambda world: change(world, accounts.with_email, "tercera@example.com"),
    "pregunta nueva": lambda world: change(world, accounts.with_answer, "viaje", "H"),
    "segundo paso": lambda world: change(world, second_factor.begun, "S", (), 1),
    "sin segundo paso": lambda world: change(world, second_factor.ended),
    "otra del mismo tipo": lambda world: None,
    "ya usado": lambda world: None,
    "deshecho algo anterior": older_undo,
    "pasó el plazo": lambda world: world.later(days=8),
    "cuenta cerrada": close,
    "otra persona con el número": somebody_else,
}
"""«otra del mismo tipo» and «ya usado» are done by the test."""

PROOFS = {"contraseña nueva", "correo nuevo", "pregunta nueva", "segundo paso", "sin segundo paso"}
EVERYTHING = set(EVENTS) - {"ya usado", "pasó el plazo", "cuenta cerrada", "otra persona con el número"}
LIVES: dict[str, set[str]] = {
    "enlace": {"nada"},
    "correo": {"nada"},
    "no fui yo": {"nada"},
    "deshacer": {"nada", "otra del mismo tipo"} | PROOFS,
    "deshacer correo": {"nada", "otra del mismo tipo"} | PROOFS,
    "deshacer segundo paso": {"nada", "otra del mismo tipo"} | PROOFS,
    "cuenta ajena": EVERYTHING,
    "alta": {"cuenta cerrada"},
    "alta: no": set(EVENTS) - {"ya usado", "pasó el plazo"},
}
"""`alta` counts only while nobody has the number; saying no to a registration hurts nobody, ever."""


def state(world: PortalWorld) -> dict[str, Any]:
    """What taking up a permission could change."""
    return dict(world.accounts.rows)


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("permission", PERMISSIONS)
def test_permission_and_event(world: PortalWorld, permission: str, event: str) -> None:
    world.account()
    path = PERMISSIONS[permission](world)
    if event == "otra del mismo tipo":
        PERMISSIONS[permission](world)
    elif event == "ya usado":
        if permission == "alta":
            close(world)
        assert take_up(world, path).says(DONE[permission])
        if permission.startswith("deshacer"):
            change(world, accounts.with_password, "H3", world.clock.time)
    else:
        EVENTS[event](world)
    before = state(world)
    page = take_up(world, path)
    if event in LIVES[permission]:
        assert page.says(DONE[permission]), page.text
    else:
        assert not page.says(DONE[permission])
        assert state(world) == before


def test_the_table_in_the_manual_is_this_one() -> None:
    rows = re.findall(r"(?m)^\| «([^»]+)» \| (.+) \|$", SECURITY.read_text())
    table = {name: [cell.strip() for cell in cells.split("|")] for name, cells in rows}
    head = next(line for line in SECURITY.read_text().splitlines() if line.startswith("| permiso |"))
    events = [cell.strip() for cell in head.strip("| ").split("|")][1:]
    assert events == list(EVENTS)
    expected = {p: ["vale" if event in LIVES[p] else "—" for event in EVENTS] for p in PERMISSIONS}
    assert table == expected


def test_the_password_of_whoever_changed_the_address_is_void_with_the_undoing(world: PortalWorld) -> None:
    world.account()
    path = undo_address(world)
    assert take_up(world, path).says("deshacer.hecho.titulo")
    account = world.person()
    assert account.email == "ana@example.com"
    assert account.password != world.passwords.hash(PASSWORD)


def test_an_intruders_own_offer_does_not_void_the_owners(world: PortalWorld) -> None:
    world.account()
    owners = undo(world)
    intruders = undo(world)
    assert take_up(world, intruders).says("deshacer.hecho.titulo")
    assert take_up(world, owners).says("deshacer.hecho.titulo")
    assert world.person().question == "mascota"


def set_up_a_second_factor(world: PortalWorld, browser: Browser) -> None:
    browser.get("/datos/segundo-factor")
    code = f"{int(world.clock.time.timestamp()) // second_factor.STEP % 1_000_000:06d}"
    browser.post("/datos/segundo-factor", clave_actual=PASSWORD, codigo=code)
    assert world.person().second_factor is not None


def comes_in_again(world: PortalWorld) -> bool:
    """The owner, who has nothing but the mailbox."""
    path, owner = reminder(world), world.browser("190.15.9.9")
    owner.get(path)
    owner.post(path)
    new = "Otra frase larga, 7 palabras"
    assert owner.post("/clave-nueva", clave=new, clave_otra_vez=new).says("clave.cambiada.titulo")
    return owner.log_in(password=new).says("documentos.titulo")


def test_a_second_factor_that_an_intruder_set_up_does_not_shut_the_owner_out(world: PortalWorld) -> None:
    world.account()
    intruder = world.browser("8.8.8.8")
    intruder.log_in()
    set_up_a_second_factor(world, intruder)
    world.later(seconds=2)
    assert take_up(world, mailed(world, "segundo-factor-activado")).says("deshacer.hecho.titulo")
    assert intruder.get("/documentos", follow=False).location == "/entrar"
    assert not intruder.log_in().says("documentos.titulo")
    assert comes_in_again(world)


def test_nor_one_that_was_set_up_after_the_address_was_changed(world: PortalWorld) -> None:
    world.account()
    intruder = world.browser("8.8.8.8")
    intruder.log_in()
    path = new_address(world)
    intruder.get(path)
    assert intruder.post(path).says("correo_nuevo.hecho.titulo")
    owners = mailed(world, "correo-cambiado")
    set_up_a_second_factor(world, intruder)
    assert take_up(world, owners).says("deshacer.hecho.titulo")
    assert world.person().email == "ana@example.com"
    assert comes_in_again(world)


def test_a_second_factor_of_the_owner_stays_and_its_used_codes_stay_used(world: PortalWorld) -> None:
    account = world.account()
    factor = second_factor.begun(account, world.portal.secrets.seal("totp", "SECRET"), ("uno", "dos"), 1)
    world.accounts.save(factor)
    path = undo_address(world)
    present = world.person()
    assert present.second_factor is not None
    used = replace(present.second_factor, codes=("dos",), last_step=9)
    world.accounts.save(replace(present, second_factor=used))
    assert take_up(world, path).says("deshacer.hecho.titulo")
    assert world.person().second_factor == used


def test_a_second_factor_that_was_ended_after_it_comes_back(world: PortalWorld) -> None:
    world.accounts.save(second_factor.begun(world.account(), world.portal.secrets.seal("totp", "SECRET"), ("uno",), 1))
    before = world.person().second_factor
    path = undo_address(world)
    world.accounts.save(second_factor.ended(world.person()))
    assert take_up(world, path).says("deshacer.hecho.titulo")
    assert world.person().second_factor == before


def test_a_new_password_drops_the_address_an_intruder_asked_for(world: PortalWorld) -> None:
    world.account()
    path = new_address(world)
    browser = world.browser()
    browser.log_in()
    browser.get("/datos")
    new = "Otra frase larga, 7 palabras"
    browser.post("/datos/clave", clave_actual=PASSWORD, clave=new, clave_otra_vez=new)
    assert OTHER not in browser.get("/datos").text
    assert take_up(world, path).says("correo_nuevo.vencido.titulo")
    assert world.person().email == "ana@example.com"


STEPS = {
    name: event for name, event in EVENTS.items() if name in PROOFS | {"cuenta cerrada", "otra persona con el número"}
}
"""What ends also the steps that a browser is in the middle of."""


@pytest.mark.parametrize("event", STEPS)
def test_an_open_form_for_a_new_password_ends_with_it(world: PortalWorld, event: str) -> None:
    world.account()
    browser = world.browser("7.7.7.7")
    path = reminder(world)
    browser.get(path)
    assert browser.post(path).says("nueva.titulo")
    STEPS[event](world)
    before = state(world)
    new = "Otra frase larga, 7 palabras"
    assert browser.post("/clave-nueva", clave=new, clave_otra_vez=new).says("enlace.vencido.titulo")
    assert state(world) == before


@pytest.mark.parametrize("event", STEPS)
def test_the_second_step_of_a_login_ends_with_it(world: PortalWorld, event: str) -> None:
    account = world.account()
    world.accounts.save(second_factor.begun(account, world.portal.secrets.seal("totp", "SECRET"), (), 1))
    browser = world.browser("7.7.7.7")
    assert browser.log_in().says("codigo.titulo")
    STEPS[event](world)
    code = f"{int(world.clock.time.timestamp()) // second_factor.STEP % 1_000_000:06d}"
    assert not browser.post("/entrar/codigo", codigo=code).says("documentos.titulo")
    assert world.sessions.rows == {}
