"""Registers a company that issues, and the certificate it signs with, in a stage.

`python -m infra.register COMPANY.json` reads the company (`ruc`, `name`, `environments`, `p12`, `password`, and what
its documents look like) and works with the stage that the environment names, as the functions do: `TENANTS_TABLE`,
`CERTIFICATES_TABLE`, `LEDGER_PENDING_TABLE`, `ARCHIVE_BUCKET`, `SIGNING_KEY_ID`. The .p12 is opened here, once; what is
stored of its key is ciphertext. Running it again with the same certificate changes nothing but the company's looks.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes

from chalicelib.adapters.aws import client
from chalicelib.adapters.dynamodb.ledger import DynamoLedger
from chalicelib.adapters.dynamodb.tables import CertificateRow
from chalicelib.adapters.dynamodb.tenants import DynamoTenants
from chalicelib.adapters.kms import KmsDataKeys
from chalicelib.domain.ledger.chain import Entry, What
from chalicelib.domain.tenants.tenant import DEFAULT_COLOUR, DEFAULT_FORMAT, Branding, Format, Tenant
from chalicelib.signing.choose import NoneFits, choose
from chalicelib.signing.envelope import seal
from chalicelib.signing.p12 import KeyPair, P12Error, open_p12


def register(company: dict[str, Any]) -> str:
    """Store the company and its certificate; answers its id. Raises P12Error, NoneFits, KeyError, ValueError."""
    ruc = str(company["ruc"])
    looks = company.get("branding", {})
    paper = _format(str(looks.get("format", DEFAULT_FORMAT)))
    path = Path(company["p12"])
    pairs = open_p12(path.read_bytes(), str(company["password"]), path.name)
    pair = choose(pairs, ruc, datetime.now(UTC), path.name)
    certificate_id = pair.certificate.fingerprint(hashes.SHA256()).hex()[:32]
    _keep_certificate(ruc, certificate_id, pair)
    tenant = Tenant(
        ruc=ruc,
        name=str(company["name"]),
        country=str(company.get("country", "EC")),
        environments=frozenset(company["environments"]),
        salt=os.urandom(32),
        certificate_id=certificate_id,
        branding=Branding(
            _keep_logo(looks),
            str(looks.get("colour", DEFAULT_COLOUR)),
            str(looks.get("footer", "")),
            paper,
        ),
        reply_to=str(company.get("reply_to", "")),
    )
    DynamoTenants().save(tenant)
    return certificate_id


def _format(wanted: str) -> Format:
    """The paper of its printed documents."""
    if wanted == "ticket":
        return "ticket"
    if wanted == "a4":
        return "a4"
    raise ValueError(f"branding.format: «{wanted}» no es un formato; escriba «a4» o «ticket»")


def _keep_certificate(ruc: str, certificate_id: str, pair: KeyPair) -> None:
    """Seal the key, unless that certificate is there already."""
    try:
        CertificateRow.get(ruc, certificate_id)
    except CertificateRow.DoesNotExist:
        keys = KmsDataKeys(client("kms"), os.environ["SIGNING_KEY_ID"])
        sealed = seal(pair, ruc, certificate_id, keys, os.urandom)
        DynamoLedger().note(Entry(ruc, datetime.now(UTC), What.KEY, certificate_id, {"access": "stored"}))
        CertificateRow(ruc, certificate_id, sealed=sealed.to_json()).save()


def _keep_logo(looks: dict[str, Any]) -> str:
    """Store the logo under the hash of its content; answers its key, empty without a logo."""
    if not looks.get("logo"):
        return ""
    content = Path(looks["logo"]).read_bytes()
    key = f"brand/{hashlib.sha256(content).hexdigest()[:32]}{Path(looks['logo']).suffix.lower()}"
    client("s3").put_object(Bucket=os.environ["ARCHIVE_BUCKET"], Key=key, Body=content)
    return key


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    if len(arguments) != 1:
        print("Uso: python -m infra.register EMPRESA.json", file=sys.stderr)
        return 2
    try:
        certificate_id = register(json.loads(Path(arguments[0]).read_text()))
    except (P12Error, NoneFits) as error:
        print(f"{error.problem.message} {error.problem.remedy}", file=sys.stderr)
        return 1
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    print(certificate_id)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
