"""The answers an API gateway gives by itself (a path it does not know, a request it will not take), as the template
orders them.

The local AWS deploys `GatewayResponses` but answers without them; the front door puts them on, so that what is tried
here is what AWS answers. Such an answer is known by its `x-amzn-ErrorType`, which no function sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_TYPES = {"MissingAuthenticationTokenException": "MISSING_AUTHENTICATION_TOKEN"}


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of the gateway."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class GatewayAnswers:
    """What the packaged template says about them."""

    def __init__(self, template: Path) -> None:
        found: dict[str, Any] = yaml.safe_load(template.read_text())
        self._responses: dict[str, Any] = found["Resources"]["RestAPI"]["Properties"]["GatewayResponses"]

    def answer(self, status: int, error: str, body: bytes, accept: str) -> Refusal:
        """The answer to an error of that type; `body` is what is said when the template has no words for it."""
        default = self._responses["DEFAULT_5XX" if status >= 500 else "DEFAULT_4XX"]
        chosen: dict[str, Any] = self._responses.get(_TYPES.get(error, ""), default)
        headers = [(n, unquoted(v)) for n, v in chosen["ResponseParameters"]["Headers"].items()]
        templates: dict[str, str] = chosen.get("ResponseTemplates", {})
        wanted = "text/html" if "text/html" in accept and "text/html" in templates else "application/json"
        content = templates[wanted].encode() if wanted in templates else body
        headers.append(("Content-Type", f"{wanted}; charset=utf-8" if wanted in templates else "application/json"))
        return Refusal(int(chosen.get("StatusCode", status)), headers, content)


def unquoted(value: str) -> str:
    """A static value of a mapping: between single quotes, its own doubled.

    >>> unquoted("'default-src ''none'''")
    "default-src 'none'"
    """
    return value[1:-1].replace("''", "'")
