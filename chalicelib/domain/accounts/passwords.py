"""What a password must be like.

At least eight characters with capital letters, digits and a punctuation sign, and none that is known from leaks. There
is no other rule: long passphrases, blanks, accents and whatever a password manager makes are welcome. The **list** of
leaked passwords (`leaked.txt.gz`, the 20,000 most common ones, collected by Royce Williams and published with Django
under the BSD licence) is in lower case; a password is also looked up without the digits and signs people add to a word
and with the usual letters in place of look-alikes («P4ssw0rd!» is «password»).
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from functools import cache
from pathlib import Path

MIN_LENGTH = 8
MAX_LENGTH = 128

_LIST = Path(__file__).with_name("leaked.txt.gz")
_LOCAL_WORDS = frozenset(
    {"ecuador", "guayaquil", "quito", "cuenca", "ambato", "emelec", "barcelona", "ligadequito", "contraseña", "clave"}
)
"""What people here would try first and no list from abroad has."""
_SERVICE_WORDS = (
    "notadecredito|comprobantes|autorizacion|facturacion|electronica|electronico|comprobante|"
    "retenciones|liquidacion|documentos|tributario|documento|retencion|proveedor|impuestos|"
    "facturas|receptor|clientes|impuesto|rubrica|factura|cliente|usuario|portal|emisor|acceso|"
    "firma|guia|ride|iva|sri|ruc|xml|mis|de|la|el|mi|y"
)
"""What the service is about. A password of nothing else, whatever digits and signs are around, is everybody's guess."""
_OF_THE_SERVICE = re.compile(f"(?:{_SERVICE_WORDS})+")
_LOOK_ALIKES = str.maketrans("430157@$!", "aeoistasi")
_ADDED = re.compile(r"^[^a-zñáéíóú]+|[^a-zñáéíóú]+$")
_MAX_ADDED = 5
"""A word with more than this around it is no longer that word."""


def problems(password: str, usuario: str = "") -> list[str]:
    """What is wrong with a password: codes of the message catalogue, all of them at once.

    >>> problems("Mi perro come 3 arepas.")
    []
    >>> problems("corta")
    ['corta', 'mayuscula', 'digito', 'signo']
    >>> problems("P4ssw0rd!")
    ['filtrada']
    """
    found = []
    if len(password) < MIN_LENGTH:
        found.append("corta")
    if len(password) > MAX_LENGTH:
        found.append("larga")
    if not any(c.isupper() for c in password):
        found.append("mayuscula")
    if not any(c.isdigit() for c in password):
        found.append("digito")
    if not any(_is_sign(c) for c in password):
        found.append("signo")
    if usuario and usuario in password:
        found.append("usuario")
    if not found and is_leaked(password):
        found.append("filtrada")
    elif not found and is_of_the_service(password):
        found.append("servicio")
    return found


def is_leaked(password: str) -> bool:
    """Whether the password, or the word it is made of, is among the leaked ones.

    >>> is_leaked("Quito2026!"), is_leaked("Tr0mp3ta-azul-39")
    (True, False)
    """
    lower = password.casefold()
    core = _ADDED.sub("", lower)
    plain = _ADDED.sub("", lower.translate(_LOOK_ALIKES))
    candidates = {lower}
    candidates |= {word for word in (core, plain) if len(word) >= 4 and len(lower) - len(word) <= _MAX_ADDED}
    return any(word in _leaked() for word in candidates)


def is_of_the_service(password: str) -> bool:
    """Whether all letters of a password are words of the service or local ones.

    >>> [is_of_the_service(p) for p in ("Factura2026!", "Rúbrica-2026-2027!", "MiFactura.SRI_1", "Quito-Factura 9")]
    [True, True, True, True]
    >>> is_of_the_service("Mi factura favorita 3."), is_of_the_service("12345678.A")
    (False, False)
    """
    bare = unicodedata.normalize("NFD", password.casefold())
    for letters in {"".join(filter(str.isalpha, text)) for text in (bare, bare.translate(_LOOK_ALIKES))}:
        rest = re.sub("|".join(map(_plain, _LOCAL_WORDS)), "", letters)
        if letters and (not rest or _OF_THE_SERVICE.fullmatch(rest)):
            return True
    return False


def _plain(word: str) -> str:
    return "".join(filter(str.isalpha, unicodedata.normalize("NFD", word)))


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PSZ"


@cache
def _leaked() -> frozenset[str]:
    return frozenset(gzip.decompress(_LIST.read_bytes()).decode().split("\n")) | _LOCAL_WORDS
