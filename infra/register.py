"""Registers a company that issues, and the certificate it signs with, in a stage.

`bin/ops register COMPANY.json` reads the company (`ruc`, `name`, `environments`, `p12`, `password`, and what its
documents look like and say of it); paths in it begin where the file is. It works with the stage that the environment
names, as the functions do: `TENANTS_TABLE`, `ISSUERS_TABLE`, `CERTIFICATES_TABLE`, `LEDGER_PENDING_TABLE`,
`ARCHIVE_BUCKET`, `SIGNING_KEY_ID`. `python -m infra.register COMPANY.json` does the same where the caller has named
them, as the local stack does before it is complete. The .p12 is opened here, once; what is stored of its key is
ciphertext. Running it again with the same certificate changes nothing but the company's name, looks and registro.

The company's `registro` is what its documents say of it where they leave it out: see
`chalicelib.domain.ecuador.registro`.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from chalicelib.adapters.aws import client
from chalicelib.adapters.dynamodb.ledger import DynamoLedger
from chalicelib.adapters.dynamodb.tables import CertificateRow
from chalicelib.adapters.dynamodb.tenants import DynamoTenants
from chalicelib.adapters.kms import KmsDataKeys
from chalicelib.domain.documents.errors import Problem
from chalicelib.domain.ecuador import registro
from chalicelib.domain.ledger.chain import Entry, What
from chalicelib.domain.tenants.tenant import DEFAULT_COLOUR, DEFAULT_FORMAT, Branding, Format, Tenant
from chalicelib.ride.kit.logo import kind_of, refusal
from chalicelib.signing.certificate import identifier
from chalicelib.signing.choose import choose, remarks
from chalicelib.signing.envelope import seal
from chalicelib.signing.p12 import KeyPair, P12Error, open_p12
from infra.cli import Parser

REQUIRED = ("ruc", "name", "environments", "p12", "password")
AMBIENTES = {"1", "2"}


class Refused(Exception):
    """What the company brings cannot be registered; nothing was stored. `problem` says why and what to do."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.code)
        self.problem = problem


class Registered(NamedTuple):
    """The id of the certificate in use, and what its holder should know of it."""

    certificate_id: str
    warnings: list[Problem]


def register(company: dict[str, Any], folder: Path = Path()) -> Registered:
    """Store the company and its certificate; relative paths begin in the folder.

    Raises P12Error, Refused, KeyError, OSError, ValueError.
    """
    ruc = str(company["ruc"])
    looks = company.get("branding", {})
    paper = _format(str(looks.get("format", DEFAULT_FORMAT)))
    archivable = _yes_or_no(looks, "archivable")
    environments = _environments(company["environments"])
    logo = _read_logo(looks, folder)
    said = _registration(company.get("registro", {}))
    path = folder / str(company["p12"])
    pairs = open_p12(path.read_bytes(), str(company["password"]), path.name)
    pair = choose(pairs, ruc, datetime.now(UTC), path.name)
    certificate_id = identifier(pair.certificate)
    _keep_certificate(ruc, certificate_id, pair)
    tenant = Tenant(
        ruc=ruc,
        name=str(company["name"]),
        country=str(company.get("country", "EC")),
        environments=environments,
        salt=os.urandom(32),
        certificate_id=certificate_id,
        branding=Branding(
            _keep_logo(logo),
            str(looks.get("colour", DEFAULT_COLOUR)),
            str(looks.get("footer", "")),
            paper,
            archivable=archivable,
        ),
        reply_to=str(company.get("reply_to", "")),
        registration=said,
        trade_name=str(said.get("nombreComercial", "")),
    )
    DynamoTenants().save(tenant)
    return Registered(certificate_id, remarks(pair.certificate, path.name))


def _registration(given: object) -> dict[str, Any]:
    """What the documents say of the company. Raises Refused, ValueError."""
    if not isinstance(given, dict):
        raise ValueError("registro: debe ser un bloque de campos: {…}")
    wrong = registro.problems(given)
    if wrong:
        raise Refused(wrong[0])
    return given


def _format(wanted: str) -> Format:
    """The paper of its printed documents."""
    if wanted == "ticket":
        return "ticket"
    if wanted == "a4":
        return "a4"
    raise ValueError(f"branding.format: «{wanted}» no es un formato; escriba «a4» o «ticket»")


def _environments(wanted: object) -> frozenset[str]:
    """Where it issues."""
    if not isinstance(wanted, list) or not wanted or not all(isinstance(w, str) and w in AMBIENTES for w in wanted):
        raise ValueError('environments: escriba ["1"] (pruebas), ["2"] (producción) o ["1", "2"].')
    return frozenset(wanted)


def _yes_or_no(looks: dict[str, Any], name: str) -> bool:
    """A choice that is written `true` or `false`; false if it is not made."""
    wanted = looks.get(name, False)
    if not isinstance(wanted, bool):
        raise ValueError(f"branding.{name}: escriba true o false, sin comillas")
    return wanted


def _keep_certificate(ruc: str, certificate_id: str, pair: KeyPair) -> None:
    """Seal the key, unless that certificate is there already."""
    try:
        CertificateRow.get(ruc, certificate_id)
    except CertificateRow.DoesNotExist:
        keys = KmsDataKeys(client("kms"), os.environ["SIGNING_KEY_ID"])
        sealed = seal(pair, ruc, certificate_id, keys, os.urandom)
        DynamoLedger().note(Entry(ruc, datetime.now(UTC), What.KEY, certificate_id, {"access": "stored"}))
        CertificateRow(ruc, certificate_id, sealed=sealed.to_json()).save()


def _read_logo(looks: dict[str, Any], folder: Path) -> bytes:
    """The file of the logo, empty without one. Raises Refused, OSError."""
    if not looks.get("logo"):
        return b""
    path = folder / str(looks["logo"])
    content = path.read_bytes()
    wrong = refusal(content, path.name)
    if wrong is not None:
        raise Refused(wrong)
    return content


def _keep_logo(content: bytes) -> str:
    """Store the logo under the hash of its content; answers its key, empty without a logo."""
    if not content:
        return ""
    kind = kind_of(content)
    key = f"brand/{hashlib.sha256(content).hexdigest()[:32]}.{kind}"
    bucket = os.environ["ARCHIVE_BUCKET"]
    client("s3").put_object(Bucket=bucket, Key=key, Body=content, ContentType=f"image/{kind}")
    return key


def read_company(path: Path) -> dict[str, Any]:
    """What a file says of a company. Raises ValueError, in words, and OSError."""
    try:
        company = json.loads(path.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        raise ValueError(f"{path} no es JSON: línea {error.lineno}, columna {error.colno}.") from None
    except UnicodeDecodeError:
        raise ValueError(f"{path} no es texto UTF-8.") from None
    if not isinstance(company, dict):
        raise ValueError(f"{path} debe describir una sola empresa: {{…}}.")
    missing = [name for name in REQUIRED if name not in company]
    if missing:
        raise ValueError(f"A {path} le falta: {', '.join(missing)}.")
    return company


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = Parser(
        prog="python -m infra.register",
        description="Registra una empresa que emite y el certificado con que firma, en la etapa que nombra el entorno.",
    )
    parser.add_argument("company", type=Path, metavar="EMPRESA.json", help=f"sus datos: {', '.join(REQUIRED)}…")
    return carry_out(parser.parse_args(arguments).company)


def carry_out(path: Path) -> int:
    """Register the company of a file, and say what came of it; 0 if it is registered."""
    try:
        company = read_company(path)
        registered = register(company, path.parent)
    except (P12Error, Refused) as error:
        print(_told(error.problem), file=sys.stderr)
        return 1
    except OSError as error:
        print(f"No se puede leer {error.filename}.", file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    for warning in registered.warnings:
        print(f"Advertencia: {_told(warning)}", file=sys.stderr)
    print(f"{company['ruc']} {company['name']}: registrada. Firma con el certificado {registered.certificate_id}.")
    return 0


def _told(problem: Problem) -> str:
    return f"{problem.code} {problem.pointer}: {problem.message} {problem.remedy}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
