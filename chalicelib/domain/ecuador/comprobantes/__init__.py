"""The comprobantes electrónicos of Ecuador: which kinds there are and in which versions.

- A **kind** is one of the six documents of the SRI, known by its root element (`notaCredito`) and its codDoc (`04`).
- A **version** is one of its published schemas. New documents are issued in the `issue_version`; all are read.
- `comunes` holds the blocks that several kinds share; each kind has a module of its own.

A new kind is a module here and a line of `KINDS`, and then everything that CONTRIBUTING.md lists: rules, figures,
columns, the printed form and more are found by kind in places of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from chalicelib.domain.ecuador.comprobantes.comprobante_retencion import ComprobanteRetencion
from chalicelib.domain.ecuador.comprobantes.comprobante_retencion_v1 import ComprobanteRetencionV1
from chalicelib.domain.ecuador.comprobantes.comunes import Comprobante
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.comprobantes.guia_remision import GuiaRemision
from chalicelib.domain.ecuador.comprobantes.liquidacion_compra import LiquidacionCompra
from chalicelib.domain.ecuador.comprobantes.nota_credito import NotaCredito
from chalicelib.domain.ecuador.comprobantes.nota_debito import NotaDebito


@dataclass(frozen=True)
class Kind:
    """A kind of comprobante. `info` is the name of its head block; `read_only` are versions that are not issued."""

    root: str
    cod_doc: str
    name: str
    info: str
    models: Mapping[str, type[Comprobante]]
    issue_version: str
    read_only: frozenset[str] = frozenset()
    newer: Mapping[str, str] = field(default_factory=dict)
    """Fields that only another version has, and that version."""

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version that can be read, oldest first."""
        return tuple(self.models)

    def version_for(self, values: Mapping[str, object]) -> str:
        """The version in which a document of those fields is issued, when it does not say it."""
        return next((version for name, version in self.newer.items() if name in values), self.issue_version)


def _versions(model: type[Comprobante], *names: str) -> dict[str, type[Comprobante]]:
    return dict.fromkeys(names, model)


KINDS = (
    Kind(
        "factura",
        "01",
        "Factura",
        "infoFactura",
        _versions(Factura, "1.0.0", "1.1.0", "2.0.0", "2.1.0"),
        issue_version="1.1.0",
        newer={"infoSustitutivaGuiaRemision": "2.1.0", "otrosRubrosTerceros": "2.1.0"},
    ),
    Kind(
        "liquidacionCompra",
        "03",
        "Liquidación de compra",
        "infoLiquidacionCompra",
        _versions(LiquidacionCompra, "1.0.0", "1.1.0"),
        issue_version="1.1.0",
    ),
    Kind(
        "notaCredito",
        "04",
        "Nota de crédito",
        "infoNotaCredito",
        _versions(NotaCredito, "1.0.0", "1.1.0"),
        issue_version="1.1.0",
    ),
    Kind(
        "notaDebito",
        "05",
        "Nota de débito",
        "infoNotaDebito",
        _versions(NotaDebito, "1.0.0"),
        issue_version="1.0.0",
    ),
    Kind(
        "guiaRemision",
        "06",
        "Guía de remisión",
        "infoGuiaRemision",
        _versions(GuiaRemision, "1.0.0", "1.1.0"),
        issue_version="1.1.0",
    ),
    Kind(
        "comprobanteRetencion",
        "07",
        "Comprobante de retención",
        "infoCompRetencion",
        {**_versions(ComprobanteRetencionV1, "1.0.0"), **_versions(ComprobanteRetencion, "2.0.0")},
        issue_version="2.0.0",
        read_only=frozenset({"1.0.0"}),
    ),
)
BY_ROOT: Mapping[str, Kind] = {kind.root: kind for kind in KINDS}
BY_COD_DOC: Mapping[str, Kind] = {kind.cod_doc: kind for kind in KINDS}
_BY_MODEL = {model: kind for kind in KINDS for model in kind.models.values()}


def kind_of(model: Comprobante) -> Kind:
    """The kind of a comprobante that was read."""
    return _BY_MODEL[type(model)]
