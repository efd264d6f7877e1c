"""The functions' roles over the world's ports: what a stage does, its policy in `.chalice` has to allow.

Each method of a port stands for the calls that its adapter makes. Who asks for what the stage's role does not give is
told so as AWS would tell it, so that a role too narrow for a path shows without a cloud.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

from chalicelib.domain.documents import paths
from chalicelib.domain.documents.record import Stage
from chalicelib.services import ports
from tests.unit.core.world import World

POLICIES = Path(__file__).parents[3] / ".chalice"
Call = tuple[str, str]
"""An action and the end of the resource's ARN."""


class Denied(Exception):
    """The role does not allow it."""


@cache
def allowed(stage: str) -> frozenset[Call]:
    """Every action a stage's role allows, with the end of the resource it is allowed on."""
    found = set()
    for statement in json.loads((POLICIES / f"policy-{stage}.json").read_text())["Statement"]:
        resources = statement["Resource"]
        for resource in resources if isinstance(resources, list) else [resources]:
            for action in statement["Action"]:
                for arn in _arns(resource):
                    found.add((action, arn.replace("-${AWS::AccountId}", "").rsplit(":", 1)[-1]))
    return frozenset(found)


def _arns(resource: Any) -> Iterator[str]:
    if isinstance(resource, str):
        yield resource
    elif "Fn::Sub" in resource:
        yield resource["Fn::Sub"]
    elif "Fn::If" in resource:
        for one in resource["Fn::If"][1]:
            yield from _arns(one)


def _archive(key: str) -> str:
    return f"rubrica-${{Stage}}-archive/{key}"


def _inbox(key: str) -> str:
    return f"rubrica-${{Stage}}-inbox/{key}"


def _table(name: str) -> str:
    return f"table/rubrica-${{Stage}}-{name}"


def _queue(name: str) -> Call:
    return "sqs:SendMessage", f"rubrica-${{Stage}}-{name}"


def _put_once(key: str, *_: object, **__: object) -> list[Call]:
    kept = [("s3:PutObjectRetention", _archive(key))] if paths.is_kept(key) else []
    return [("s3:PutObject", _archive(key)), *kept]


def _put_away(key: str, version: str, place: str) -> list[Call]:
    read, deleted = ("s3:GetObjectVersion", _inbox(key)), ("s3:DeleteObjectVersion", _inbox(key))
    return [read, ("s3:PutObject", _inbox(place)), deleted]


def _dynamodb(table: str, *actions: str) -> Callable[..., list[Call]]:
    return lambda *_, **__: [(f"dynamodb:{action}", _table(table)) for action in actions]


def _s3(place: Callable[[str], str], *actions: str) -> Callable[..., list[Call]]:
    return lambda key, *_, **__: [(f"s3:{action}", place(key)) for action in actions]


STORED = [("dynamodb:PutItem", _table("documents")), ("dynamodb:PutItem", _table("ledger-pending"))]
BEATEN = ("documents", "batches", "series")

CALLS: dict[type, dict[str, Callable[..., list[Call]]]] = {
    ports.Documents: {
        "get": _dynamodb("documents", "GetItem"),
        "get_many": _dynamodb("documents", "BatchGetItem"),
        "create": lambda *_: STORED,
        "save": lambda *_: STORED,
        "due": _dynamodb("documents/index/by_due", "Query"),
        "parked": _dynamodb("documents/index/by_lane", "Query"),
    },
    ports.Tenants: {"get": _dynamodb("tenants", "GetItem")},
    ports.Batches: {
        "open": _dynamodb("batches", "PutItem", "GetItem"),
        "again": _dynamodb("batches", "UpdateItem", "GetItem"),
        "add": _dynamodb("batches", "BatchWriteItem"),
        "get": _dynamodb("batches", "GetItem"),
        "is_latest": _dynamodb("batches", "GetItem"),
        "entries": _dynamodb("batches", "Query"),
        "kept": _dynamodb("batches", "Query"),
        "due": _dynamodb("batches/index/by_due", "Query"),
    }
    | dict.fromkeys(
        ("begin_intake", "end_intake", "complete", "mark_dirty", "begin_results", "end_results"),
        _dynamodb("batches", "UpdateItem"),
    ),
    ports.Archive: {
        "put_once": _put_once,
        "get": _s3(_archive, "GetObject"),
        "origin": _s3(_archive, "GetObject"),
    },
    ports.Inbox: {
        "head": _s3(_inbox, "GetObject", "GetObjectVersion"),
        "read": _s3(_inbox, "GetObjectVersion"),
        "uploads": lambda *_: [("s3:ListBucket", "rubrica-${Stage}-inbox")],
        "put_away": _put_away,
        "write_result": _s3(_inbox, "PutObject"),
    },
    ports.Beats: {
        "archived": lambda: [("s3:GetObject", _archive("beat"))],
        "tables": _dynamodb("documents", "GetItem"),
        "mark_tables": lambda *_: [("dynamodb:UpdateItem", _table(name)) for name in BEATEN],
        "mark_archive": lambda *_: [("s3:PutObject", _archive("beat"))],
    },
    ports.Queues: {
        "wake": lambda stage, *_, **__: [_queue(Stage(stage).value)],
        "wake_results": lambda *_, **__: [_queue("results")],
        "wake_intake": lambda *_: [_queue("intake*")],
        "tell_receiver": lambda *_: [_queue("letters")],
        "tell_issuer": lambda *_: [_queue("letters")],
    },
    ports.Lines: {
        "read": _dynamodb("lines", "BatchGetItem"),
        "save": _dynamodb("lines", "PutItem"),
        "names": _dynamodb("lines", "Scan"),
        "lanes": _dynamodb("lines", "Query"),
    }
    | dict.fromkeys(("join", "rest", "stop", "hold", "told", "resume"), _dynamodb("lines", "UpdateItem")),
    ports.Numbering: {
        "following": _dynamodb("series", "GetItem"),
        "begin_at": _dynamodb("series", "UpdateItem"),
        "give": lambda *_: [
            *STORED,
            ("dynamodb:UpdateItem", _table("series")),
            ("dynamodb:PutItem", _table("batches")),
        ],
    },
    ports.Suppressions: {
        "has": _dynamodb("suppressions", "GetItem"),
        "add": _dynamodb("suppressions", "PutItem"),
    },
    ports.Ledger: {"note": _dynamodb("ledger-pending", "PutItem")},
}

PEOPLE = frozenset({"", "operator", "ledger"})
"""Who is at work without one of these roles; the ledger's own has other ports."""


class Roles:
    """Stands between the services and their ports, and holds each stage to its role."""

    def __init__(self) -> None:
        self.world: World | None = None
        self.denied: list[str] = []

    def watch(self, name: str, protocol: type, port: Any) -> Any:
        """The port as the stage at work may use it."""
        return _Held(self, CALLS[protocol], port) if protocol in CALLS else port

    def is_there(self, key: str) -> bool:
        """Whether the archive holds such a file: what is put once is read then."""
        return self.world is not None and key in self.world.files

    def ask(self, calls: list[Call]) -> None:
        """Raises Denied for what the stage at work may not do."""
        stage = self.world.stage if self.world else ""
        if stage in PEOPLE:
            return
        for action, resource in calls:
            if not any(action == a and _fits(resource, r) for a, r in allowed(stage)):
                self.denied.append(f"{stage}: {action} on {resource}")
                raise Denied(self.denied[-1])


def _fits(asked: str, given: str) -> bool:
    return fnmatchcase(asked, given.replace("[", "[[]")) or fnmatchcase(given, asked.replace("[", "[[]"))


class _Held:
    def __init__(self, roles: Roles, calls: dict[str, Callable[..., list[Call]]], port: Any) -> None:
        self._roles = roles
        self._calls = calls
        self._port = port

    def __getattr__(self, method: str) -> Any:
        found = getattr(self._port, method)

        def asked(*arguments: Any, **named: Any) -> Any:
            self._roles.ask(self._calls[method](*arguments, **named))
            if method == "put_once" and self._roles.is_there(arguments[0]):
                self._roles.ask(self._calls["get"](arguments[0]))
            return found(*arguments, **named)

        return asked


def world_of_roles() -> tuple[World, Roles]:
    """A world in which every stage has its role and nothing more."""
    roles = Roles()
    world = World(roles.watch)
    roles.world = world
    return world, roles
