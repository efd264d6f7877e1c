"""From what an issuer handed in to a factura that is ready to be signed.

The order is: read (structure), judge (rules and arithmetic, all at once), complete, write. Problems of structure stop
the rest, because rules cannot be asked of a document that cannot be read.

**Completing** never changes what the issuer wrote. It adds what is missing: the clave de acceso, `propina` 0.00,
`moneda` DOLAR, and the additional field «RUC Proveedor» with the platform's RUC (ficha técnica 2.34, anexo 26).
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date

from lxml import etree

from chalicelib.domain.documents.country import DocumentNumber, Issuer, NumericCode, Prepared, Receiver, Rejected
from chalicelib.domain.documents.errors import Problem, has_errors, problem
from chalicelib.domain.documents.money import ZERO
from chalicelib.domain.documents.xml import UnsafeXml, parse
from chalicelib.domain.ecuador import catalogs, rules, totals
from chalicelib.domain.ecuador.clave_acceso import ClaveAcceso
from chalicelib.domain.ecuador.comprobantes.comunes import CampoAdicional
from chalicelib.domain.ecuador.comprobantes.factura import Factura
from chalicelib.domain.ecuador.correos import buyer_mails
from chalicelib.domain.ecuador.reading import capped, read, write
from chalicelib.domain.ecuador.unreadable import unreadable

COUNTRY = "EC"
CURRENCY = "USD"
MAX_SOURCE_BYTES = 640 * 1024
"""What is worth parsing: blanks and comments go, so a source may be larger than the comprobante made of it."""
SIGNATURE_BYTES = 12 * 1024
"""Room kept for the signature in the size that the SRI allows."""

_NUMBER_PART = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Platform:
    """What the operator of the service sets: its own RUC as provider of the invoicing system, or empty."""

    ruc_proveedor: str = ""


class EcuadorPreparer:
    """Implements `Preparer` with the rules of the Ecuadorian factura."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform

    def prepare(
        self, source: bytes, *, pointer: str, issuer: Issuer, today: date, numeric_code: NumericCode
    ) -> Prepared | Rejected:
        """Read, judge and complete one factura. `today` is the date in Ecuador.

        A bad document is a `Rejected` with every problem found, warnings included.
        """
        if len(source) > MAX_SOURCE_BYTES:
            return Rejected((problem("XML-TAMANO", pointer, size=len(source), limit=catalogs.MAX_BYTES),))
        try:
            root = parse(source)
        except UnsafeXml as error:
            return Rejected((unreadable(error, pointer),))
        factura, found = read(root)
        if factura is None:
            return Rejected(found, *_identity(root))
        if not isinstance(factura, Factura):
            return Rejected((problem("XML-RAIZ", "/", name=root.tag, known="<factura>"),))
        problems = [*found, *self._judge(factura, issuer, today)]
        mails, doubts = buyer_mails(factura)
        problems.extend(doubts)
        if has_errors(problems):
            return Rejected(capped(problems, "factura"), *_identity(root))
        return self._finish(factura, pointer, mails, problems, numeric_code)

    def number_of(self, clave: str) -> DocumentNumber:
        """The number a clave de acceso belongs to. Raises ValueError if it is not a valid one."""
        return _number(ClaveAcceso.parse(clave))

    def _judge(self, factura: Factura, issuer: Issuer, today: date) -> list[Problem]:
        ruc = self._platform.ruc_proveedor
        return [*rules.check(factura, issuer=issuer, today=today, ruc_proveedor=ruc), *totals.check(factura)]

    def _finish(
        self,
        factura: Factura,
        pointer: str,
        mails: tuple[str, ...],
        warnings: list[Problem],
        numeric_code: NumericCode,
    ) -> Prepared | Rejected:
        clave = _clave(factura, numeric_code)
        number = _number(clave)
        plain = _with_defaults(factura)
        unsigned = write(_with_clave(self._with_provider(plain), str(clave)))
        label = label_of(number)
        if len(unsigned) + SIGNATURE_BYTES > catalogs.MAX_BYTES:
            too_big = problem("XML-TAMANO", pointer, size=len(unsigned) + SIGNATURE_BYTES, limit=catalogs.MAX_BYTES)
            return Rejected((too_big, *warnings), label, str(clave))
        info = factura.infoFactura
        return Prepared(
            number=number,
            clave=str(clave),
            unsigned=unsigned,
            digest=_digest(plain),
            label=label,
            issue_date=info.fechaEmision,
            total=info.importeTotal,
            currency=CURRENCY,
            receiver=Receiver(
                info.tipoIdentificacionComprador, info.identificacionComprador, info.razonSocialComprador, mails
            ),
            warnings=capped(warnings, "factura"),
        )

    def _with_provider(self, factura: Factura) -> Factura:
        ruc = self._platform.ruc_proveedor
        if not ruc or not catalogs.ruc_proveedor_obligatorio(factura.infoFactura.fechaEmision):
            return factura
        if any(rules.fields.names_provider(campo.nombre) for campo in factura.infoAdicional):
            return factura
        campo = CampoAdicional(nombre=catalogs.RUC_PROVEEDOR, valor=ruc)
        return factura.model_copy(update={"infoAdicional": [*factura.infoAdicional, campo]})


def label_of(number: DocumentNumber) -> str:
    """What people call the document."""
    return f"Factura {number.series[:3]}-{number.series[3:]}-{number.sequence}"


def _clave(factura: Factura, numeric_code: NumericCode) -> ClaveAcceso:
    """The clave the issuer gave, or a new one. A code that is not eight digits is a fault of ours: ValueError."""
    info = factura.infoTributaria
    if info.claveAcceso:
        return ClaveAcceso.parse(info.claveAcceso)
    parts = ClaveAcceso(
        factura.infoFactura.fechaEmision,
        info.codDoc,
        info.ruc,
        info.ambiente,
        info.estab,
        info.ptoEmi,
        info.secuencial,
        "00000000",
    )
    return ClaveAcceso.parse(str(parts.with_code(numeric_code(_number(parts)))))


def _number(clave: ClaveAcceso) -> DocumentNumber:
    series = clave.estab + clave.ptoEmi
    return DocumentNumber(COUNTRY, clave.ruc, clave.ambiente, clave.codDoc, series, clave.secuencial)


def _with_defaults(factura: Factura) -> Factura:
    info = factura.infoFactura
    filled = {"propina": ZERO if info.propina is None else info.propina, "moneda": info.moneda or "DOLAR"}
    return factura.model_copy(update={"infoFactura": info.model_copy(update=filled)})


def _with_clave(factura: Factura, clave: str | None) -> Factura:
    info = factura.infoTributaria.model_copy(update={"claveAcceso": clave})
    return factura.model_copy(update={"infoTributaria": info})


def _digest(factura: Factura) -> str:
    """SHA-256 over what the issuer wrote: without the clave and without the provider's field.

    Blanks, comments, the order of attributes and the values we complete make no difference.
    """
    own = [campo for campo in factura.infoAdicional if not rules.fields.names_provider(campo.nombre)]
    content = _with_clave(factura.model_copy(update={"infoAdicional": own}), None)
    return hashlib.sha256(write(content)).hexdigest()


def _identity(root: etree._Element) -> tuple[str, str]:
    """What can be read of the number and the clave of a document that is refused."""
    parts = [_text(root, name) for name in ("estab", "ptoEmi", "secuencial")]
    number = f"Factura {'-'.join(parts)}" if all(_NUMBER_PART.fullmatch(part) for part in parts) else ""
    clave = _text(root, "claveAcceso")
    return number, clave if re.fullmatch("[0-9]{49}", clave) else ""


def _text(root: etree._Element, name: str) -> str:
    return (root.findtext(f"infoTributaria/{name}") or "").strip()
