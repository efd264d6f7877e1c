"""The examples in the docstrings hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

import chalicelib.domain.accounts as accounts
import chalicelib.services.portal as portal
from chalicelib.domain.documents import addresses, reception
from chalicelib.domain.ecuador import receptores
from chalicelib.domain.ecuador.comprobantes import KINDS

MODULES = [
    *(
        importlib.import_module(f"{package.__name__}.{m.name}")
        for package in (accounts, portal)
        for m in pkgutil.iter_modules(package.__path__)
    ),
    addresses,
    reception,
    receptores,
]


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.__name__)
def test_examples(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_the_portal_names_every_comprobante() -> None:
    assert {kind.cod_doc: kind.name for kind in KINDS} == receptores.DOCUMENT_KINDS
