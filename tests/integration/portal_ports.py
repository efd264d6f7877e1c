"""Runs the contract of the portal's ports against the deployed tables; prints the promises that were broken.

Run as a program of its own, because tables are named when they are imported.
"""

from __future__ import annotations

import json
import traceback
from typing import TYPE_CHECKING

from infra.ops import stage

if TYPE_CHECKING:
    from tests.unit.portal.contract import Ports


def main() -> None:
    stage.enter(None)
    from tests.unit.portal.contract import PROMISES

    ports = deployed()
    _an_operator_revives_what_was_given_up()
    broken = {}
    for promise in PROMISES:
        try:
            promise(ports)
        except Exception:  # noqa: BLE001  each broken promise is told
            broken[promise.__name__] = traceback.format_exc()[-1500:]
    print(json.dumps({"kept": len(PROMISES) - len(broken), "broken": broken}))


def _an_operator_revives_what_was_given_up() -> None:
    from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
    from tests.unit.portal.contract import NOW, owed

    outbox, letter = DynamoOutbox(), owed()
    outbox.owe(letter)
    outbox.bury(letter)
    (found,) = [one for one in outbox.given_up() if one.id == letter.id]
    for _ in range(2):
        outbox.revive(found, NOW)
    assert outbox.get(letter.id) == letter
    assert letter.id in outbox.due(NOW, 4000)
    assert letter.id not in [one.id for one in outbox.given_up()]
    outbox.settle(letter)
    outbox.revive(found, NOW)
    assert outbox.get(letter.id) is None


def deployed() -> Ports:
    from chalicelib.adapters.dynamodb.accounts import DynamoAccounts
    from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
    from chalicelib.adapters.dynamodb.passes import DynamoLimits, DynamoPasses
    from chalicelib.adapters.dynamodb.sessions import DynamoSessions
    from tests.unit.portal.contract import Ports

    return Ports(DynamoAccounts(), DynamoSessions(), DynamoPasses(), DynamoLimits(), DynamoOutbox())


if __name__ == "__main__":
    main()
