"""The demo: companies that issue, their certificates, and the credentials they drop their batches with.

A tenant's **credentials** are an IAM user's access key that reaches its own prefix of the inbox and nothing else. They
are made once and kept in the home; everything here may run again without harm.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from botocore.exceptions import ClientError

from infra.local.cloud import client
from infra.local.home import Home, Port
from infra.local.sample_data import SELLER
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


def inbox_policy(ruc: str, inbox: str) -> dict[str, Any]:
    """What an issuer may do: drop, read and list under its own RUC."""
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Action": ["s3:PutObject", "s3:GetObject"],
                "Resource": f"arn:aws:s3:::{inbox}/{ruc}/*",
            },
            {
                "Effect": "Allow",
                "Action": "s3:ListBucket",
                "Resource": f"arn:aws:s3:::{inbox}",
                "Condition": {"StringLike": {"s3:prefix": [f"{ruc}/*"]}},
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


def seed_tenants(home: Home, cloud: Port, archive: str, signing_key: str) -> None:
    """Register the demo companies with their certificates."""


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
