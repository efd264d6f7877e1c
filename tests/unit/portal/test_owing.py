"""What people are owed hangs on a record: whatever fails, it arrives, and no answer of a page hangs on the queue."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from chalicelib.handlers import messages
from chalicelib.services.portal import owing
from chalicelib.services.portal.letters import Mail
from chalicelib.services.ports import Unavailable
from tests.unit.portal.test_documents import reference
from tests.unit.portal.test_profile import code
from tests.unit.portal.test_recovery import NEW
from tests.unit.portal.test_registration import link, register
from tests.unit.portal.world import CEDULA, PASSWORD, Browser, PortalWorld

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def deaf(world: PortalWorld, monkeypatch: pytest.MonkeyPatch) -> PortalWorld:
    """A world whose queue takes nothing."""

    def refuse(_: str) -> None:
        raise Unavailable("SQS")

    monkeypatch.setattr(world, "wake", refuse)
    world.account()
    return world


def sweep(world: PortalWorld) -> list[str]:
    """The sweep wakes for what is due, and it is delivered; answers the kinds of the mails."""
    world.later(minutes=2)
    woken: list[str] = []
    before = len(world.mails)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(world, "wake", woken.append)
        world.reminder.run()
    for owed_id in woken:
        world.delivery.run(owed_id)
    return [mail.kind for mail in world.mails[before:]]


def test_a_rejection_reaches_issuer_and_results_though_the_queue_fails(deaf: PortalWorld) -> None:
    browser = deaf.browser()
    document = deaf.document()
    browser.log_in()
    path = reference(browser.get("/documentos"))
    browser.get(path)
    page = browser.post(path + "/respuesta", respuesta="rechazado", motivo="Precio", confirmada="1")
    assert page.status == 200
    assert sweep(deaf) == ["respuesta-rechazado"]
    assert deaf.touched == [document.id]
    assert deaf.outbox.rows == {}


def test_recovery_codes_are_shown_though_the_queue_fails(deaf: PortalWorld) -> None:
    browser = deaf.browser()
    browser.log_in()
    browser.get("/datos/segundo-factor")
    page = browser.post("/datos/segundo-factor", codigo=code(deaf), clave_actual=PASSWORD)
    assert len(re.findall(r"<code>([A-Z0-9]{5}-[A-Z0-9]{5})</code>", page.body)) == 10
    assert sweep(deaf) == ["segundo-factor-activado"]


def test_a_new_password_is_told_though_the_queue_fails(deaf: PortalWorld) -> None:
    browser = deaf.browser()
    browser.log_in()
    browser.get("/datos")
    page = browser.post("/datos/clave", clave_actual=PASSWORD, clave=NEW, clave_otra_vez=NEW)
    assert page.says("datos.listo_clave")
    assert sweep(deaf) == ["clave"]


def test_a_lockout_is_told_though_the_queue_fails(deaf: PortalWorld) -> None:
    browser = deaf.browser()
    browser.get("/entrar")
    for _ in range(5):
        token, characters = browser.page.image
        browser.post("/entrar", usuario=CEDULA, clave="no", imagen=token, caracteres=characters)
    assert sweep(deaf) == ["bloqueo"]


def test_an_account_is_not_lost_when_making_it_fails(world: PortalWorld, browser: Browser) -> None:
    """The link and what was typed are used up by the same write that makes the account."""
    register(world, browser)
    create = world.accounts.create

    def fail(*_: object) -> None:
        raise Unavailable("DynamoDB")

    world.accounts.create = fail  # type: ignore[method-assign,assignment]
    path = link(world, "confirmar")
    assert browser.post(path).status == 500
    world.accounts.create = create  # type: ignore[method-assign]
    browser.get(path)
    assert browser.post(path).says("confirmar.lista.titulo")
    assert browser.log_in().says("documentos.titulo")


def test_what_cannot_be_delivered_is_tried_again_ever_more_rarely_and_then_calls_a_person(
    world: PortalWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise Unavailable("SES")

    monkeypatch.setattr(world, "send", refuse)
    account = world.account()
    owing.told(world.portal, "clave", owner=account.owner)
    tries = []
    for minute in range(5 * 24 * 60):
        world.later(minutes=1)
        world.woken.clear()
        world.reminder.run()
        if any(world.delivery.run(owed_id) or world.faults for owed_id in world.woken):
            tries.append(minute)
            world.faults.clear()
    assert 15 < len(tries) < 30
    assert tries == sorted(tries)
    assert world.alerts == [("letter-given-up", {"kind": "clave", "id": next(iter(world.store.buried))})]
    assert world.outbox.rows == {}


def test_two_wake_ups_at_once_send_one_letter(world: PortalWorld) -> None:
    account = world.account()
    owing.told(world.portal, "clave", owner=account.owner)
    (owed_id,) = world.outbox.rows
    again: list[bool] = []
    send = world.send

    def slow(mail: Mail) -> None:
        again.append(world.delivery.run(owed_id))
        send(mail)

    world.send = slow  # type: ignore[method-assign]
    assert world.delivery.run(owed_id)
    assert again == [False]
    assert not world.delivery.run(owed_id)
    assert [m.kind for m in world.mails] == ["clave"]


def test_whoever_only_wakes_cannot_read_what_is_owed(world: PortalWorld) -> None:
    account = world.account()
    owing.told(world.portal, "cierre", email=account.email, name=account.name)
    (owed,) = world.outbox.rows.values()
    assert account.email not in repr(owed)
    assert list(messages.read(f'{{"owed": "{owed.id}"}}')) == [messages.DeliverOwed(owed.id)]


def test_no_worker_outlives_what_it_holds() -> None:
    config = json.loads((ROOT / ".chalice" / "config.json").read_text())
    (stage,) = config["stages"].values()
    timeout = stage["lambda_functions"]["letters"].get("lambda_timeout", config["lambda_timeout"])
    assert owing.HELD.total_seconds() > timeout
    assert owing.FIRST_WAIT > owing.HELD
