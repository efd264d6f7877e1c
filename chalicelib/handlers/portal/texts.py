"""The message catalogue: every text of the portal under a key, in one file per language (`web/textos/es.toml`).

A text may hold figures as `{name}`. A key that is not there is an error of ours and is never shown as such: tests see
that every key used has a text.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from importlib.resources import files

LANGUAGE = "es"

Text = Callable[..., str]


@cache
def catalogue(language: str = LANGUAGE) -> dict[str, str]:
    """All texts by their full key (`entrar.titulo`)."""
    source = files("chalicelib.web").joinpath(f"textos/{language}.toml").read_text(encoding="utf-8")
    return dict(_flat(tomllib.loads(source), ""))


def _flat(tree: dict[str, object], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in tree.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{name}.")
        else:
            found.append((prefix + name, str(value).strip()))
    return found


def text(key: str, **figures: object) -> str:
    """The text of a key. Raises KeyError if there is none."""
    found = catalogue()[key]
    return found.format(**figures) if figures else found


def has(key: str) -> bool:
    """Whether a key has a text."""
    return key in catalogue()
