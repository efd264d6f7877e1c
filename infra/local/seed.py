"""The demo: companies that issue, their certificates, and the credentials they drop their batches with.

A tenant's **credentials** are an IAM user's access key that reaches its own folders of the inbox and nothing else: it
drops in `in/`, and reads there, its results and what was taken in. They are made once and kept in the home; everything
here may run again without harm.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from botocore.exceptions import ClientError

from infra.local.authority import PASSWORD, Authority
from infra.local.cloud import REGION, ROOT_KEY, STAGE, client
from infra.local.home import ROOT, Home, Port, StartError
from infra.local.logo import draw_logo
from infra.local.sample_data import BUILDER, SELLER
from infra.local.samples import Seller

SELLERS: Sequence[Seller] = (SELLER,)


@dataclass(frozen=True, slots=True)
class Credentials:
    """An access key of the local AWS."""

    ruc: str
    access_key: str
    secret_key: str

    def __repr__(self) -> str:
        return f"Credentials(ruc={self.ruc!r})"


@dataclass(frozen=True, slots=True)
class Customer:
    """Somebody who can log in to the portal."""

    identificacion: str
    password: str

    def __repr__(self) -> str:
        return f"Customer(identificacion={self.identificacion!r})"


def inbox_policy(ruc: str, inbox: str) -> dict[str, Any]:
    """What an issuer may do under its own RUC: drop in `in/`; read and list there, in `results/` and in `taken/`."""
    read = [f"{folder}/{ruc}/*" for folder in ("in", "results", "taken")]
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": "s3:PutObject",
                "Resource": f"arn:aws:s3:::{inbox}/in/{ruc}/*",
            },
            {
                "Effect": "Allow",
                "Action": "s3:GetObject",
                "Resource": [f"arn:aws:s3:::{inbox}/{folder}" for folder in read],
            },
            {
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": f"arn:aws:s3:::{inbox}",
                "Condition": {"StringLike": {"s3:prefix": read}},
            },
        ],
    }


def issue_credentials(home: Home, cloud: Port, ruc: str, inbox: str) -> Credentials:
    """The tenant's access key: the one kept in the home, or a new one."""
    iam = client("iam", cloud)
    user = f"rubrica-tenant-{ruc}"
    try:
        iam.create_user(UserName=user)
    except ClientError as error:
        if error.response["Error"]["Code"] != "EntityAlreadyExists":
            raise
    iam.put_user_policy(UserName=user, PolicyName="inbox", PolicyDocument=json.dumps(inbox_policy(ruc, inbox)))
    existing = {key["AccessKeyId"] for key in iam.list_access_keys(UserName=user)["AccessKeyMetadata"]}
    kept = _secrets(home).get(ruc)
    if kept and kept["access_key"] in existing:
        return Credentials(ruc, kept["access_key"], kept["secret_key"])
    for lost in existing:
        iam.delete_access_key(UserName=user, AccessKeyId=lost)
    made = iam.create_access_key(UserName=user)["AccessKey"]
    _keep(home, ruc, {"access_key": made["AccessKeyId"], "secret_key": made["SecretAccessKey"]})
    return Credentials(ruc, made["AccessKeyId"], made["SecretAccessKey"])


def make_authority(home: Home) -> Path:
    """The self-made certification authority of this home; answers the folder of the certificates to trust."""
    trusted = home.path / "authority" / "trust"
    Authority(home.path / "authority", datetime.now(UTC)).trust(trusted)
    return trusted


def register_companies(home: Home, cloud: Port, archive: str, signing_key: str) -> None:
    """Register the demo companies with certificates of the self-made authority. Raises StartError."""
    authority = Authority(home.path / "authority", datetime.now(UTC))
    for seller in SELLERS:
        folder = home.path / "companies" / seller.ruc
        folder.mkdir(parents=True, exist_ok=True)
        p12, logo = folder / "firma.p12", folder / "logo.png"
        if not p12.exists():
            # As those of the Banco Central: two keys in one file, and only the second one signs.
            decrypts = authority.subscriber(seller.ruc, seller.name, signs=False, label="descifrado")
            p12.write_bytes(authority.bundle(decrypts, authority.subscriber(seller.ruc, seller.name)))
        logo.write_bytes(draw_logo(seller.trade_name))
        company = {
            "ruc": seller.ruc,
            "name": seller.name,
            "environments": ["1"],
            "p12": str(p12),
            "password": PASSWORD,
            "branding": {"logo": str(logo), "colour": "#1f4e79"},
            "reply_to": "facturacion@andinahogar.example",
            "registro": {
                "nombreComercial": seller.trade_name,
                "dirMatriz": seller.address,
                "obligadoContabilidad": "SI",
                "establecimientos": [{"codigo": "001", "direccion": seller.branch}],
            },
        }
        (folder / "company.json").write_text(json.dumps(company, ensure_ascii=False, indent=2))
        _register(folder / "company.json", cloud, archive, signing_key)


def _register(company: Path, cloud: Port, archive: str, signing_key: str) -> None:
    """Run the command an operator would run, with the local stack as its stage."""
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "AWS_ENDPOINT_URL": cloud.url,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "TENANTS_TABLE": f"rubrica-{STAGE}-tenants",
        "ISSUERS_TABLE": f"rubrica-{STAGE}-issuers",
        "CERTIFICATES_TABLE": f"rubrica-{STAGE}-certificates",
        "LEDGER_PENDING_TABLE": f"rubrica-{STAGE}-ledger-pending",
        "ARCHIVE_BUCKET": archive,
        "SIGNING_KEY_ID": signing_key,
    }
    command = [sys.executable, "-m", "infra.register", str(company)]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StartError(f"No se pudo registrar la empresa {company.parent.name}: {done.stderr.strip()[-1500:]}")


def register_customer(home: Home, cloud: Port) -> Customer:
    """Give a receiver of the sample documents an account in the portal. Raises StartError."""
    kept = _secrets(home).get("customer") or {"password": f"Rubrica-{secrets.token_hex(4)}!"}
    _keep(home, "customer", kept)
    person = {
        "identificacion": BUILDER.number,
        "tipo": BUILDER.kind,
        "nombre": BUILDER.name,
        "correo": BUILDER.mail,
        "password": kept["password"],
    }
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "AWS_ENDPOINT_URL": cloud.url,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        "AWS_DEFAULT_REGION": REGION,
        "ACCOUNTS_TABLE": f"rubrica-{STAGE}-accounts",
    }
    command = [sys.executable, "-m", "infra.local.customer"]
    done = subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False, input=json.dumps(person)
    )
    if done.returncode:
        raise StartError(f"No se pudo registrar al cliente de ejemplo: {done.stderr.strip()[-1500:]}")
    return Customer(BUILDER.number, kept["password"])


def _secrets(home: Home) -> dict[str, dict[str, str]]:
    try:
        kept: dict[str, dict[str, str]] = json.loads(home.secrets_file.read_text())
    except (OSError, ValueError):
        return {}
    return kept


def _keep(home: Home, name: str, values: dict[str, str]) -> None:
    kept = _secrets(home) | {name: values}
    home.secrets_file.touch(mode=0o600)
    home.secrets_file.write_text(json.dumps(kept, indent=2))
