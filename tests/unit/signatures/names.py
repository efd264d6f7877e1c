"""Ways of writing X509IssuerName, as in `forms`. Each was also given to javax.security.auth.x500.X500Principal."""

from __future__ import annotations

from tests.unit.signatures.edits import JAVA, REFUSED, REPORTS, TAKEN
from tests.unit.signatures.maker import CN, C, How, Kind, O

_MAIL = "1.2.840.113549.1.9.1"
_SERIAL, _ORGANISATION = "2.5.4.5", "2.5.4.97"
_U, _P, _I = Kind.UTF8String, Kind.PrintableString, Kind.IA5String
_COUNTRY = [(C, "EC", _P)]
_ISSUER = "emisor"


def _of(*rdns: list[tuple[str, str, Kind]], issuer: str) -> How:
    return How(rdns=[_COUNTRY, *rdns], issuer=issuer)


_CN = [(CN, "AC UNO", _U)]
_MAILED = [(_MAIL, "ac@uno.ec", _I)]
_NAMED = [(_ORGANISATION, "VATEC-1790000000001", _U)]
NAMES = [
    ("RFC 2253, de la última parte a la primera", TAKEN, "RFC 2253", How()),
    ("con blancos después de las comas", TAKEN, JAVA, How(issuer=r"CN=ENTIDAD DE PRUEBA, O=FIRMAS\, S.A., C=EC")),
    ("con `;` entre las partes", TAKEN, JAVA, How(issuer=r"CN=ENTIDAD DE PRUEBA;O=FIRMAS\, S.A.;C=EC")),
    ("en otras mayúsculas y con más blancos", TAKEN, JAVA, How(issuer=r"cn=Entidad  de Prueba,o=Firmas\,  S.A.,c=ec")),
    ("el valor entre comillas", TAKEN, JAVA, How(issuer='CN=ENTIDAD DE PRUEBA,O="FIRMAS, S.A.",C=EC')),
    ("la coma como `\\2C`", TAKEN, JAVA, How(issuer=r"CN=ENTIDAD DE PRUEBA,O=FIRMAS\2C S.A.,C=EC")),
    ("los tipos con número", TAKEN, JAVA, How(issuer=r"2.5.4.3=ENTIDAD DE PRUEBA,OID.2.5.4.10=FIRMAS\, S.A.,C=EC")),
    ("CN como `#` y su DER", TAKEN, JAVA, How(issuer=rf"CN=#0c11{b'ENTIDAD DE PRUEBA'.hex()},O=FIRMAS\, S.A.,C=EC")),
    (
        "CN como `#` y el DER de otra clase de texto",
        TAKEN,
        JAVA,
        How(issuer=rf"CN=#1311{b'ENTIDAD DE PRUEBA'.hex()},O=FIRMAS\, S.A.,C=EC"),
    ),
    ("`S=` por ST", TAKEN, JAVA, _of([("2.5.4.8", "AZUAY", _U)], _CN, issuer="CN=AC UNO,S=AZUAY,C=EC")),
    ("las letras con tilde descompuestas", TAKEN, JAVA, _of([(O, "ÑANDÚ", _U)], issuer="O=N\u0303ANDU\u0301,C=EC")),
    (
        "las partes de un lugar (`+`) en otro orden",
        TAKEN,
        JAVA,
        _of([(CN, "AC UNO", _U), ("2.5.4.11", "X", _U)], issuer="OU=X+CN=AC UNO,C=EC"),
    ),
    (
        "UID y DC con su palabra",
        TAKEN,
        JAVA,
        _of(
            [("0.9.2342.19200300.100.1.25", "ec", _I)],
            [("0.9.2342.19200300.100.1.1", "u1", _U)],
            issuer="UID=U1,DC=ec,C=EC",
        ),
    ),
    ("correo como `EMAILADDRESS=`", TAKEN, JAVA, _of(_CN, _MAILED, issuer="EMAILADDRESS=ac@uno.ec,CN=AC UNO,C=EC")),
    (
        "correo como `1.2.840.113549.1.9.1=#…`",
        TAKEN,
        JAVA,
        _of(_CN, _MAILED, issuer=f"{_MAIL}=#1609{b'ac@uno.ec'.hex()},CN=AC UNO,C=EC"),
    ),
    (
        "serialNumber como `SERIALNUMBER=`, PrintableString en el certificado",
        TAKEN,
        JAVA,
        _of(_CN, [(_SERIAL, "0123", _P)], issuer="SERIALNUMBER=0123,CN=AC UNO,C=EC"),
    ),
    (
        "organizationIdentifier como `2.5.4.97=#…`",
        TAKEN,
        REPORTS + "; " + JAVA,
        _of(_CN, _NAMED, issuer=f"{_ORGANISATION}=#0c13{b'VATEC-1790000000001'.hex()},CN=AC UNO,C=EC"),
    ),
    (
        "organizationIdentifier como texto, PrintableString en el certificado",
        TAKEN,
        JAVA,
        _of(_CN, [(_ORGANISATION, "VATEC-1", _P)], issuer=f"{_ORGANISATION}=VATEC-1,CN=AC UNO,C=EC"),
    ),
    (
        "O en BMPString, como `#` y su DER",
        TAKEN,
        JAVA,
        _of([(O, "UNO", Kind.BMPString)], issuer=f"O=#1e06{'UNO'.encode('utf-16-be').hex()},C=EC"),
    ),
    (
        "en el orden del certificado",
        REFUSED,
        REPORTS,
        How(issuer=r"C=EC,O=FIRMAS\, S.A.,CN=ENTIDAD DE PRUEBA"),
        _ISSUER,
        _ISSUER,
    ),
    ("la coma sin escapar", REFUSED, JAVA, How(issuer="CN=ENTIDAD DE PRUEBA,O=FIRMAS, S.A.,C=EC"), _ISSUER, _ISSUER),
    ("una parte menos", REFUSED, JAVA, How(issuer=r"O=FIRMAS\, S.A.,C=EC"), _ISSUER, _ISSUER),
    ("otra entidad", REFUSED, REPORTS, How(issuer=r"CN=ENTIDAD DE PRUEBAS,O=FIRMAS\, S.A.,C=EC"), _ISSUER, _ISSUER),
    ("vacío", REFUSED, JAVA, How(issuer=""), _ISSUER, _ISSUER),
    (
        "correo como `E=`",
        REFUSED,
        REPORTS + "; " + JAVA,
        _of(_CN, _MAILED, issuer="E=ac@uno.ec,CN=AC UNO,C=EC"),
        _ISSUER,
        _ISSUER,
    ),
    (
        "correo en otras mayúsculas",
        REFUSED,
        JAVA,
        _of(_CN, _MAILED, issuer="EMAILADDRESS=AC@uno.ec,CN=AC UNO,C=EC"),
        _ISSUER,
        _ISSUER,
    ),
    (
        "correo como `EMAILADDRESS=`, UTF8String en el certificado",
        REFUSED,
        JAVA,
        _of(_CN, [(_MAIL, "ac@uno.ec", _U)], issuer="EMAILADDRESS=ac@uno.ec,CN=AC UNO,C=EC"),
        _ISSUER,
        _ISSUER,
    ),
    (
        "serialNumber como `SN=`",
        REFUSED,
        JAVA,
        _of(_CN, [(_SERIAL, "0123", _P)], issuer="SN=0123,CN=AC UNO,C=EC"),
        _ISSUER,
        _ISSUER,
    ),
    (
        "serialNumber como `SERIALNUMBER=`, UTF8String en el certificado",
        REFUSED,
        JAVA,
        _of(_CN, [(_SERIAL, "0123", _U)], issuer="SERIALNUMBER=0123,CN=AC UNO,C=EC"),
        _ISSUER,
        _ISSUER,
    ),
    (
        "organizationIdentifier como texto, UTF8String en el certificado",
        REFUSED,
        REPORTS + "; " + JAVA,
        _of(_CN, _NAMED, issuer=f"{_ORGANISATION}=VATEC-1790000000001,CN=AC UNO,C=EC"),
        _ISSUER,
        _ISSUER,
    ),
    (
        "organizationIdentifier con su nombre",
        REFUSED,
        REPORTS + "; " + JAVA,
        _of(_CN, _NAMED, issuer="organizationIdentifier=VATEC-1790000000001,CN=AC UNO,C=EC"),
        _ISSUER,
        _ISSUER,
    ),
    (
        "O en BMPString, como texto",
        REFUSED,
        JAVA,
        _of([(O, "UNO", Kind.BMPString)], issuer="O=UNO,C=EC"),
        _ISSUER,
        _ISSUER,
    ),
    (
        "DC en otras mayúsculas",
        REFUSED,
        JAVA,
        _of([("0.9.2342.19200300.100.1.25", "ec", _I)], issuer="DC=EC,C=EC"),
        _ISSUER,
        _ISSUER,
    ),
]
