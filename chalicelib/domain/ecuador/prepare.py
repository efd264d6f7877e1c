"""From what an issuer handed in to a comprobante that is ready to be signed, whatever its kind.

The order is: read (form), complete, validate, judge (rules and arithmetic, all at once), number, write. Problems of
form stop the rest, because rules cannot be asked of a document that cannot be read.

**Completing** never changes what the issuer wrote. It adds what is missing: what follows from elsewhere (`completion`)
and the figures that can be worked out (`figures`); then the clave de acceso and the additional field «RUC Proveedor»
with the platform's RUC (ficha técnica 2.34, anexo 26).

A **draft** is a document that passed everything but may still lack its number. Number and clave come last.

A document that its issuer **signed** already is checked like any other and nothing is completed: its bytes are the
issuer's, and they are what goes on.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol

from chalicelib.domain.documents.country import (
    DocumentNumber,
    Issuer,
    NumericCode,
    Part,
    Prepared,
    Receiver,
    Rejected,
    Series,
    Unnumbered,
)
from chalicelib.domain.documents.errors import Problem, has_errors, problem
from chalicelib.domain.documents.xml import UnsafeXml, is_signed, parse
from chalicelib.domain.ecuador import catalogs, figures, identificacion, rules
from chalicelib.domain.ecuador.clave_acceso import ClaveAcceso, ClaveInvalida
from chalicelib.domain.ecuador.completion import completed, with_defaults
from chalicelib.domain.ecuador.comprobantes import BY_COD_DOC, Kind, kind_of
from chalicelib.domain.ecuador.comprobantes.comunes import CampoAdicional, Comprobante
from chalicelib.domain.ecuador.comprobantes.nota_credito import NotaCredito
from chalicelib.domain.ecuador.comprobantes.nota_debito import NotaDebito
from chalicelib.domain.ecuador.correos import receiver_mails
from chalicelib.domain.ecuador.reading import Values, capped, validate, values_from, values_of, write
from chalicelib.domain.ecuador.respuesta import answer
from chalicelib.domain.ecuador.unreadable import unreadable

COUNTRY = "EC"
CURRENCY = "USD"
MAX_SOURCE_BYTES = 640 * 1024
"""What is worth parsing: blanks and comments go, so a source may be larger than the comprobante made of it."""
SIGNATURE_BYTES = 12 * 1024
"""Room kept for the signature in the size that the SRI allows."""
LAST_SEQUENCE = 999_999_999

_NUMBER_PART = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Platform:
    """What the operator of the service sets: its own RUC as provider of the invoicing system, or empty."""

    ruc_proveedor: str = ""


@dataclass(frozen=True, slots=True)
class SignatureVerdict:
    """Why a signature does not hold, empty if it does; and what is doubtful about its form. Both in Spanish."""

    reason: str = ""
    doubts: tuple[str, ...] = ()


class SignatureCheck(Protocol):
    """Judges the signature that came with a document."""

    def __call__(self, signed: bytes, ruc: str) -> SignatureVerdict:
        """Whether it holds for a company's document."""
        ...


@dataclass(frozen=True, slots=True)
class _Draft:
    """A document without errors. `issued` is its day, `numbered` whether its secuencial is the issuer's."""

    part: Part
    comprobante: Comprobante
    issued: date
    mails: tuple[str, ...]
    warnings: list[Problem]
    numbered: bool
    signed: bool = False


class EcuadorPreparer:
    """Implements `Preparer` with the rules of the Ecuadorian comprobantes."""

    def __init__(self, platform: Platform, check_signature: SignatureCheck | None = None) -> None:
        """Without `check_signature` documents that come signed are refused."""
        self._platform = platform
        self._check_signature = check_signature or _unchecked

    def prepare(
        self, part: Part, *, issuer: Issuer, today: date, numeric_code: NumericCode
    ) -> Prepared | Rejected | Unnumbered:
        """Read, judge and complete one comprobante. `today` is the date in Ecuador.

        A bad document is a `Rejected` with every problem found, warnings included.
        """
        found, problems, signed = _handed_in(part)
        if found is None:
            return _rejected(part, problems)
        draft = self._signed_draft(part, found, issuer, today) if signed else self._draft(part, found, issuer, today)
        if isinstance(draft, Rejected):
            return draft
        if draft.numbered:
            return self._finish(draft, numeric_code)

        def numbered(sequence: int) -> Prepared | Rejected:
            return self._number(draft, sequence, numeric_code)

        return Unnumbered(_series(draft.comprobante), numbered)

    def read_back(self, name: str, data: bytes) -> Prepared:
        """What was prepared, from the bytes to sign (or signed) alone: nothing is judged again. Raises ValueError."""
        found, problems, _ = _handed_in(Part(name, data))
        comprobante = validate(found)[0] if found is not None else None
        if comprobante is None or not comprobante.infoTributaria.claveAcceso:
            raise ValueError(", ".join(p.code for p in problems) or "not a comprobante that was prepared here")
        issued = ClaveAcceso.parse(comprobante.infoTributaria.claveAcceso).fecha
        mails, _doubts = receiver_mails(comprobante)
        draft = _Draft(Part(name, data), comprobante, issued, mails, [], numbered=True, signed=True)
        prepared = self._finish(draft, _given)
        if isinstance(prepared, Rejected):
            raise ValueError(", ".join(p.code for p in prepared.problems))
        return prepared

    def number_of(self, clave: str) -> DocumentNumber:
        """The number a clave de acceso belongs to. Raises ValueError if it is not a valid one."""
        return _number(ClaveAcceso.parse(clave))

    def _signed_draft(self, part: Part, found: Values, issuer: Issuer, today: date) -> _Draft | Rejected:
        """The draft of a document that its issuer signed: everything has to stand in it, and its signature to hold."""
        identity = _identity(found)
        if problems := [*_read_only(found), *_unsigned_parts(found)]:
            return _rejected(part, problems, *identity)
        comprobante, form = validate(found)
        if comprobante is None:
            return _rejected(part, form, *identity)
        issued = _issued(comprobante, today)
        mails, doubts = receiver_mails(comprobante)
        # The provider's field is that of the system that signed: not ours to judge, only to miss.
        problems = [*form, *self._judge(comprobante, issuer, today, issued, ""), *_no_provider(comprobante, issued)]
        problems += doubts
        root = found.kind.root
        problems += _of_signature(self._check_signature(part.data, issuer.tax_id), f"/{root}/ds:Signature")
        if has_errors(problems):
            return _rejected(part, capped(problems, root), *identity)
        return _Draft(part, comprobante, issued, mails, problems, numbered=True, signed=True)

    def _draft(self, part: Part, found: Values, issuer: Issuer, today: date) -> _Draft | Rejected:
        kind = found.kind
        identity = _identity(found)
        if read_only := _read_only(found):
            return _rejected(part, read_only, *identity)
        complete = completed(found, issuer, registered=part.values is not None)
        values = figures.complete(kind, complete.document.values)
        comprobante, form = validate(replace(complete.document, values=values))
        if comprobante is None:
            return _rejected(part, [*part.warnings, *figures.causes(form, kind, found.model)], *identity)
        issued = _issued(comprobante, today)
        mails, doubts = receiver_mails(comprobante)
        guesses = figures.assumptions(kind, complete.document.values, values)
        judged = self._judge(comprobante, issuer, today, issued, self._platform.ruc_proveedor)
        problems = [*part.warnings, *form, *guesses, *judged, *doubts]
        if has_errors(problems):
            return _rejected(part, capped(problems, kind.root), *identity)
        return _Draft(part, comprobante, issued, mails, problems, complete.numbered)

    def _judge(
        self, comprobante: Comprobante, issuer: Issuer, today: date, issued: date, provider: str
    ) -> list[Problem]:
        broken = rules.check(comprobante, issuer=issuer, today=today, issued=issued, ruc_proveedor=provider)
        return [*broken, *figures.check(comprobante)]

    def _number(self, draft: _Draft, sequence: int, numeric_code: NumericCode) -> Prepared | Rejected:
        """The draft under the number that it was given."""
        if not 1 <= sequence <= LAST_SEQUENCE:
            root = kind_of(draft.comprobante).root
            spent = problem("XML-NUMERO-AGOTADO", f"/{root}/infoTributaria/secuencial", last=LAST_SEQUENCE)
            return _rejected(draft.part, (spent,))
        numbered = _with_identity(draft.comprobante, secuencial=f"{sequence:09d}")
        return self._finish(replace(draft, comprobante=numbered), numeric_code)

    def _finish(self, draft: _Draft, numeric_code: NumericCode) -> Prepared | Rejected:
        clave = _clave(draft.comprobante, draft.issued, numeric_code)
        number = _number(clave)
        label = label_of(number)
        plain = with_defaults(draft.comprobante)
        if draft.signed:
            unsigned, size = draft.part.data, len(draft.part.data)
        else:
            unsigned = write(_with_identity(self._with_provider(plain, draft.issued), claveAcceso=str(clave)))
            size = len(unsigned) + SIGNATURE_BYTES
        if size > catalogs.MAX_BYTES:
            too_big = problem("XML-TAMANO", draft.part.name, size=size, limit=catalogs.MAX_BYTES)
            return _rejected(draft.part, (too_big, *draft.warnings), label, str(clave))
        receptor = plain.receptor
        return Prepared(
            number=number,
            clave=str(clave),
            unsigned=unsigned,
            digest=_digest(plain),
            label=label,
            issue_date=draft.issued,
            total=plain.monto,
            currency=CURRENCY,
            receiver=Receiver(
                receptor.tipo,
                receptor.identificacion,
                receptor.nombre,
                draft.mails,
                anonymous=receptor.tipo == identificacion.CONSUMIDOR_FINAL,
            ),
            modifies=_modified(plain, number),
            warnings=_placed(draft.part, capped(draft.warnings, kind_of(plain).root)),
        )

    def _with_provider(self, comprobante: Comprobante, issued: date) -> Comprobante:
        ruc = self._platform.ruc_proveedor
        if not ruc or not catalogs.ruc_proveedor_obligatorio(issued):
            return comprobante
        if any(rules.fields.names_provider(campo.nombre) for campo in comprobante.infoAdicional):
            return comprobante
        campo = CampoAdicional(nombre=catalogs.RUC_PROVEEDOR, valor=ruc)
        return comprobante.model_copy(update={"infoAdicional": [*comprobante.infoAdicional, campo]})


def _given(number: DocumentNumber) -> str:
    raise ValueError("the clave is part of a document that is read back")


def label_of(number: DocumentNumber) -> str:
    """What people call the document."""
    return _label(BY_COD_DOC[number.kind], number.series[:3], number.series[3:], number.sequence)


def _label(kind: Kind, *parts: str) -> str:
    return f"{kind.name} {'-'.join(parts)}"


def _handed_in(part: Part) -> tuple[Values | None, tuple[Problem, ...], bool]:
    """The values of a part, whatever form it came in; the problems, if they cannot be told; whether it is signed."""
    if part.values is not None:
        return *values_from(part.values), False
    if len(part.data) > MAX_SOURCE_BYTES:
        return None, (problem("XML-TAMANO", part.name, size=len(part.data), limit=catalogs.MAX_BYTES),), False
    try:
        root = parse(part.data)
    except UnsafeXml as error:
        return None, (unreadable(error, part.name),), False
    if (told := answer(root, part.name)) is not None:
        return None, (told,), False
    signed = is_signed(root)
    return *values_of(root, signed=signed), signed


def _unchecked(signed: bytes, ruc: str) -> SignatureVerdict:
    return SignatureVerdict(reason="aquí no se puede comprobar")


def _of_signature(verdict: SignatureVerdict, pointer: str) -> Iterator[Problem]:
    if verdict.reason:
        yield problem("FIRMADO-INVALIDA", pointer, reason=verdict.reason)
    elif verdict.doubts:
        yield problem("FIRMADO-DUDA", pointer, doubts="; ".join(verdict.doubts))


def _read_only(found: Values) -> tuple[Problem, ...]:
    """The version is one that is not issued any more."""
    kind, version = found.kind, found.values["version"]
    if version not in kind.read_only:
        return ()
    versions = {"version": version, "root": kind.root, "issue": kind.issue_version}
    return (problem("XML-SOLO-LECTURA", f"/{kind.root}/@version", **versions),)


def _unsigned_parts(found: Values) -> Iterator[Problem]:
    """What could be completed in another document and has to stand in a signed one."""
    info = found.values.get("infoTributaria")
    for name in ("claveAcceso", "secuencial"):
        if not _text(info, name):
            yield problem("FIRMADO-FALTA", f"/{found.kind.root}/infoTributaria/{name}", name=name)


def _no_provider(comprobante: Comprobante, issued: date) -> Iterator[Problem]:
    if not catalogs.ruc_proveedor_obligatorio(issued):
        return
    if not any(rules.fields.names_provider(campo.nombre) for campo in comprobante.infoAdicional):
        root = kind_of(comprobante).root
        yield problem("FIRMADO-RUC-PROVEEDOR", f"/{root}/infoAdicional", name=catalogs.RUC_PROVEEDOR)


def _issued(comprobante: Comprobante, today: date) -> date:
    """The day of issue: the document's own, or the one in its clave, or today."""
    if comprobante.emitido is not None:
        return comprobante.emitido
    try:
        return ClaveAcceso.parse(comprobante.infoTributaria.claveAcceso or "").fecha
    except ClaveInvalida:
        return today


def _clave(comprobante: Comprobante, issued: date, numeric_code: NumericCode) -> ClaveAcceso:
    """The clave the issuer gave, or a new one. A code that is not eight digits is a fault of ours: ValueError."""
    info = comprobante.infoTributaria
    if info.claveAcceso:
        return ClaveAcceso.parse(info.claveAcceso)
    parts = ClaveAcceso(
        issued, info.codDoc, info.ruc, info.ambiente, info.estab, info.ptoEmi, info.secuencial, "00000000"
    )
    return ClaveAcceso.parse(str(parts.with_code(numeric_code(_number(parts)))))


def _number(clave: ClaveAcceso) -> DocumentNumber:
    series = clave.estab + clave.ptoEmi
    return DocumentNumber(COUNTRY, clave.ruc, clave.ambiente, clave.codDoc, series, clave.secuencial)


def _series(comprobante: Comprobante) -> Series:
    info = comprobante.infoTributaria
    return Series(COUNTRY, info.ruc, info.ambiente, info.codDoc, info.estab + info.ptoEmi)


def _modified(comprobante: Comprobante, number: DocumentNumber) -> str:
    """The number of the document that a nota de crédito or de débito modifies, or empty."""
    if isinstance(comprobante, NotaCredito):
        kind, text = comprobante.infoNotaCredito.codDocModificado, comprobante.infoNotaCredito.numDocModificado
    elif isinstance(comprobante, NotaDebito):
        kind, text = comprobante.infoNotaDebito.codDocModificado, comprobante.infoNotaDebito.numDocModificado
    else:
        return ""
    estab, pto_emi, sequence = text.split("-")
    return replace(number, kind=kind, series=estab + pto_emi, sequence=sequence).key


def _with_identity(comprobante: Comprobante, **fields: str | None) -> Comprobante:
    info = comprobante.infoTributaria.model_copy(update=fields)
    return comprobante.model_copy(update={"infoTributaria": info})


def _digest(comprobante: Comprobante) -> str:
    """SHA-256 over what the issuer wrote: without the clave and without the provider's field.

    Blanks, comments, the order of attributes and the values we complete make no difference.
    """
    own = [campo for campo in comprobante.infoAdicional if not rules.fields.names_provider(campo.nombre)]
    content = _with_identity(comprobante.model_copy(update={"infoAdicional": own}), claveAcceso=None)
    return hashlib.sha256(write(content)).hexdigest()


def _identity(found: Values) -> tuple[str, str]:
    """What can be told of the number and the clave of a document that is refused."""
    info = found.values.get("infoTributaria")
    parts = [_text(info, name) for name in ("estab", "ptoEmi", "secuencial")]
    number = _label(found.kind, *parts) if all(_NUMBER_PART.fullmatch(part) for part in parts) else ""
    clave = _text(info, "claveAcceso")
    return number, clave if re.fullmatch("[0-9]{49}", clave) else ""


def _text(info: Any, name: str) -> str:
    value = info.get(name) if isinstance(info, Mapping) else None
    return value.strip() if isinstance(value, str) else ""


def _rejected(part: Part, problems: Iterable[Problem], number_text: str = "", clave: str = "") -> Rejected:
    return Rejected(_placed(part, problems), number_text, clave)


def _placed(part: Part, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems with pointers into the file as its author knows it."""
    where = part.where
    if where is None:
        return tuple(problems)
    return tuple(replace(p, pointer=where(p.pointer)) for p in problems)
