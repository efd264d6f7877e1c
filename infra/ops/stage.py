"""The stage an operator works with: its functions' own environment, so that the command and they cannot disagree.

`--stage NAME` (or `STAGE`) names it; credentials and region are those of the environment. Without either, the local
stack that runs is taken, with the root credentials of the local AWS.
"""

from __future__ import annotations

import json
import os
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.local.cloud import ROOT_KEY
from infra.local.home import home_from


class NoStage(Exception):
    """There is no such stage; the message says what to do."""


def enter(stage: str | None) -> None:
    """Take over the environment of a stage. Must come before the adapters are imported. Raises NoStage."""
    name = stage or os.environ.get("STAGE")
    if not name:
        _take_local()
        name = "local"
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    for key, value in _environment(name).items():
        os.environ[key] = value
    os.environ["LOG_LEVEL"] = "CRITICAL"
    os.environ["TRACING"] = "off"


def _take_local() -> None:
    file = home_from(os.environ).stack_file
    try:
        facts = json.loads(file.read_text())
        endpoint, region = facts["aws_endpoint"], facts["region"]
    except (OSError, ValueError, LookupError, TypeError):
        raise NoStage("Rúbrica no está en marcha aquí: arránquela con bin/run --detach o diga --stage.") from None
    os.environ.update(
        AWS_ENDPOINT_URL=endpoint,
        AWS_DEFAULT_REGION=region,
        AWS_ACCESS_KEY_ID=ROOT_KEY,
        AWS_SECRET_ACCESS_KEY=ROOT_KEY,
    )


def _environment(name: str) -> dict[str, str]:
    cloudformation: Any = boto3.client("cloudformation")
    functions: Any = boto3.client("lambda")
    try:
        found = cloudformation.describe_stack_resource(StackName=f"rubrica-{name}-app", LogicalResourceId="Sweep")
        function = found["StackResourceDetail"]["PhysicalResourceId"]
        configuration = functions.get_function_configuration(FunctionName=function)
    except ClientError as error:
        raise NoStage(f"La etapa «{name}» no se encuentra: {error.response['Error']['Message']}") from None
    variables: dict[str, str] = configuration["Environment"]["Variables"]
    return variables
