"""The clave de acceso: the 49 digits under which the SRI knows a comprobante, which are also its authorisation number.

Layout (ficha técnica 2.32 §5.2): fecha ddmmaaaa (8), codDoc (2), RUC (13), ambiente (1), serie = estab + ptoEmi (6),
secuencial (9), código numérico of free choice (8), tipoEmision (1), dígito verificador (1).

The off-line scheme knows only tipoEmision 1: any other is refused, although the schemas still let a 2 pass.

Does NOT check that the RUC exists or passes its own check digit, nor that codDoc is one of the catalogue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

NORMAL = "1"
"""The only tipoEmision of the off-line scheme."""

_DIGITS = re.compile(r"[0-9]{49}")


class ClaveInvalida(ValueError):
    """Not a clave de acceso. `reason` is one of the REASON_* constants."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


REASON_LENGTH = "not 49 digits"
REASON_CHECK_DIGIT = "wrong check digit"
REASON_DATE = "no such date"
REASON_EMISSION = "tipoEmision is not 1"


def digito_verificador(digits: str) -> str:
    """The módulo 11 check digit: weights 2 to 7 from the right, 11 becomes 0 and 10 becomes 1.

    >>> digito_verificador("41261533")
    '6'
    """
    total = sum(int(digit) * (2 + place % 6) for place, digit in enumerate(reversed(digits)))
    return {11: "0", 10: "1"}.get(check := 11 - total % 11, str(check))


@dataclass(frozen=True, slots=True)
class ClaveAcceso:
    """A clave de acceso in its parts.

    >>> clave = ClaveAcceso.parse("1811202301179001691900120721260002540020711013510")
    >>> clave.fecha, clave.codDoc, clave.ruc, clave.ambiente
    (datetime.date(2023, 11, 18), '01', '1790016919001', '2')
    >>> clave.estab, clave.ptoEmi, clave.secuencial, clave.codigoNumerico
    ('072', '126', '000254002', '07110135')
    >>> str(clave)
    '1811202301179001691900120721260002540020711013510'

    Where the sum gives 11 the check digit is 0, where it gives 10 it is 1:

    >>> ClaveAcceso.parse("2111202601179214673900110010010000000011234567810").secuencial
    '000000001'
    >>> ClaveAcceso.parse("2111202601179214673900110010010000000101234567811").secuencial
    '000000010'
    >>> ClaveAcceso.parse("2111202601179214673900110010010000000011234567811")
    Traceback (most recent call last):
        ...
    chalicelib.domain.ecuador.clave_acceso.ClaveInvalida: wrong check digit
    """

    fecha: date
    codDoc: str
    ruc: str
    ambiente: str
    estab: str
    ptoEmi: str
    secuencial: str
    codigoNumerico: str

    @classmethod
    def parse(cls, text: str) -> ClaveAcceso:
        """Read the 49 digits. Raises ClaveInvalida."""
        if not _DIGITS.fullmatch(text):
            raise ClaveInvalida(REASON_LENGTH)
        if digito_verificador(text[:48]) != text[48]:
            raise ClaveInvalida(REASON_CHECK_DIGIT)
        if text[47] != NORMAL:
            raise ClaveInvalida(REASON_EMISSION)
        try:
            fecha = date(int(text[4:8]), int(text[2:4]), int(text[:2]))
        except ValueError:
            raise ClaveInvalida(REASON_DATE) from None
        return cls(fecha, text[8:10], text[10:23], text[23], text[24:27], text[27:30], text[30:39], text[39:47])

    def with_code(self, codigo_numerico: str) -> ClaveAcceso:
        """The same clave with another código numérico."""
        return replace(self, codigoNumerico=codigo_numerico)

    def __str__(self) -> str:
        """The 49 digits, check digit included. Raises ClaveInvalida if a part has the wrong length."""
        digits = "".join(
            (
                f"{self.fecha.day:02d}{self.fecha.month:02d}{self.fecha.year:04d}",
                self.codDoc,
                self.ruc,
                self.ambiente,
                self.estab,
                self.ptoEmi,
                self.secuencial,
                self.codigoNumerico,
                NORMAL,
            )
        )
        text = digits + digito_verificador(digits)
        if not _DIGITS.fullmatch(text):
            raise ClaveInvalida(REASON_LENGTH)
        return text
