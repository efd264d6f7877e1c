"""How long a wrong login takes tells nothing about the usuario, on the deployed stack.

Known and unknown usuarios take turns, so that whatever else the machine does falls on both; the medians may differ by
no more than a quarter of the slower one (leaving the hashing out would halve it). That the same work is done is shown
exactly in `tests/unit/portal`.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator

import pytest

from chalicelib.adapters.portal.passwords import Argon2Passwords
from tests.e2e.portal.people import Portal
from tests.security.test_limits import origins

ROUNDS = 30
MARGIN = 0.25
ACCOUNTS = "rubrica-local-accounts"


@pytest.fixture
def known(portal: Portal) -> Iterator[list[str]]:
    """Usuarios that exist for the time of a test: the demo customer's account under other names."""
    dynamo = portal.stack.client("dynamodb")
    own = portal.stack.facts["customers"][0]["identificacion"]
    account = dynamo.get_item(TableName=ACCOUNTS, Key={"id": {"S": f"EC#04#{own}"}})["Item"]
    names = [f"RELOJ{time.time_ns()}{n}" for n in range(ROUNDS)]
    for name in names:
        identity = {"id": {"S": f"EC#06#{name}"}, "kind": {"S": "06"}, "usuario": {"S": name}}
        dynamo.put_item(TableName=ACCOUNTS, Item=account | identity)
    yield names
    for name in names:
        dynamo.delete_item(TableName=ACCOUNTS, Key={"id": {"S": f"EC#06#{name}"}})


def test_known_and_unknown_take_the_same_time(portal: Portal, known: list[str]) -> None:
    taken: dict[bool, list[float]] = {True: [], False: []}
    unknown = [f"NADIE{time.time_ns()}{n}" for n in range(ROUNDS)]
    turns = [turn for pair in zip(known, unknown, strict=True) for turn in zip(pair, (True, False), strict=True)]
    for (usuario, real), origin in zip(turns, origins(2 * ROUNDS), strict=True):
        browser = portal.browser(origin)
        browser.get("/entrar")
        begun = time.perf_counter()
        page = browser.post("/entrar", usuario=usuario, clave="Equivocada 1.")
        taken[real].append(time.perf_counter() - begun)
        assert page.says("entrar.equivocado")
    with_account, without = (statistics.median(taken[real]) for real in (True, False))
    assert abs(with_account - without) <= MARGIN * max(with_account, without)


def test_nobodys_password_takes_as_long_to_compare() -> None:
    passwords = Argon2Passwords()
    real = passwords.hash("Mi perro come 3 arepas.")
    passwords.verify(None, "a")
    taken: dict[bool, list[float]] = {True: [], False: []}
    for number in range(40):
        begun = time.process_time()
        assert not passwords.verify(real if number % 2 else None, "Otra frase larga, 7 palabras")
        taken[bool(number % 2)].append(time.process_time() - begun)
    first, second = (statistics.median(taken[real]) for real in (True, False))
    assert abs(first - second) <= MARGIN * max(first, second)
