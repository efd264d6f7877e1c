"""AWS clients with timeouts that fit inside a function's own limit, made once per process."""

from __future__ import annotations

from functools import cache
from typing import Any

import boto3
from botocore.config import Config

_CONFIG = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "max_attempts": 4},
    s3={"addressing_style": "path"},
)


@cache
def client(service: str) -> Any:
    """The client of a service.

    S3 signs addresses with version 4 of the signature only if it is told to. A call to SES is never repeated by the
    client: a mail whose outcome is unknown must not leave a second time.
    """
    own = {"s3": Config(signature_version="s3v4"), "ses": Config(retries={"total_max_attempts": 1})}
    config = _CONFIG.merge(own.get(service, Config()))
    return boto3.client(service, config=config)  # type: ignore[call-overload]
