"""A wrong login costs the same whether or not the usuario exists: nobody can tell one from the other by waiting.

How long something takes is not measured, the work that is done is counted, at every port that the login calls: the
questions to the tables, the writes, and the comparisons with argon2id, each with the memory and the passes that it
takes. What differs is listed here and must be nothing.
"""

from __future__ import annotations

from typing import Any

import pytest
from argon2 import PasswordHasher, extract_parameters

from chalicelib.adapters.portal.passwords import LANES, MEMORY_KIB, PASSES, Argon2Passwords
from chalicelib.handlers import wiring as common
from chalicelib.handlers.portal import wiring
from tests.unit.portal.world import CEDULA, PASSWORD, PortalWorld

UNKNOWN = "0912458734"
KINDS = 3
"""A usuario without its kind is looked for as cédula, as pasaporte and as identification of another country."""
COST = f"argon2id m={MEMORY_KIB} t={PASSES} p={LANES} key=32"


class Counting:
    """Stands before the ports and notes each call, without what is said in it."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def watch(self, name: str, protocol: type, port: Any) -> Any:
        return _Counted(self.calls, name, port)


class _Counted:
    def __init__(self, calls: list[str], name: str, port: Any) -> None:
        self._calls, self._name, self._port = calls, name, port

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._port, method)

        def counted(*arguments: Any, **named: Any) -> Any:
            self._calls.append(f"{self._name}.{method}")
            return found(*arguments, **named)

        return counted


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What each comparison of argon2 costs."""
    costs: list[str] = []
    verify = PasswordHasher.verify

    def counted(self: PasswordHasher, known: str | bytes, text: str | bytes) -> bool:
        used = extract_parameters(str(known))
        costs.append(
            f"argon2{used.type.name.lower()} m={used.memory_cost} t={used.time_cost} p={used.parallelism} "
            f"key={used.hash_len}"
        )
        return verify(self, known, text)

    monkeypatch.setattr(PasswordHasher, "verify", counted)
    return costs


def wrong_logins(
    usuario: str, compared: list[str], monkeypatch: pytest.MonkeyPatch, times: int = 7
) -> tuple[list[list[str]], list[list[str]]]:
    """For each of some wrong logins one after the other: the calls to the ports, the comparisons."""
    counting = Counting()
    world = PortalWorld(watch=counting.watch)
    monkeypatch.setattr(wiring, "deployed", lambda: world.use)
    monkeypatch.setattr(common, "telemetry", lambda: world)
    passwords = Argon2Passwords()
    object.__setattr__(world.portal, "passwords", passwords)
    world.account(password=passwords.hash(PASSWORD))
    browser = world.browser()
    browser.get("/entrar")
    ports: list[list[str]] = []
    costs: list[list[str]] = []
    for _ in range(times):
        token, characters = browser.page.image
        counting.calls.clear()
        compared.clear()
        browser.post("/entrar", usuario=usuario, clave="Equivocada 1.", imagen=token, caracteres=characters)
        ports.append(list(counting.calls))
        costs.append(list(compared))
    return ports, costs


def test_a_wrong_login_does_the_same_work_for_known_and_unknown(
    compared: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the one that closes the usuario, and after it."""
    known, unknown = (wrong_logins(usuario, compared, monkeypatch) for usuario in (CEDULA, UNKNOWN))
    assert known[1] == unknown[1] == [[COST] * KINDS] * 5 + [[]] * 2, "who is locked out has nothing compared"
    assert known[0] == unknown[0]
    assert all("accounts.get" in calls for calls in known[0][:5])


def test_nobodys_password_costs_what_a_real_one_costs(compared: list[str]) -> None:
    passwords = Argon2Passwords()
    real = passwords.hash(PASSWORD)
    assert not passwords.verify(real, "Otra frase larga, 7 palabras")
    assert not passwords.verify(None, "Otra frase larga, 7 palabras")
    assert not passwords.verify(None, "nobody")
    assert compared == [COST] * 3
