"""A stage deployed next to the running one, by the code that deploys to AWS."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest

from infra.deploy import Deployer, DeploymentError
from infra.deploy_stage import BadStage, read_stage
from infra.layer import host_target
from infra.local.home import home_from
from infra.package import build_package

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / "infra" / "state.yaml"
STAGE = "vecina"
STATE_PARAMETERS = {"MailSender": "facturas@vecina.example", "RequireTls": "false"}
APP_PARAMETERS = {"MailSender": "facturas@vecina.example", "PortalUrl": "https://vecina.example/", "Capacity": "small"}


@pytest.fixture(scope="module")
def endpoint() -> str:
    return str(json.loads(home_from(os.environ).stack_file.read_text())["aws_endpoint"])


@pytest.fixture(scope="module")
def session() -> boto3.Session:
    return boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")


@pytest.fixture(scope="module")
def cloudformation(session: boto3.Session, endpoint: str) -> Iterator[Any]:
    client = session.client("cloudformation", endpoint_url=endpoint)
    yield client
    for part in ("app", "state"):
        name = f"rubrica-{STAGE}-{part}"
        client.delete_stack(StackName=name)
        client.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 60})


def test_a_stage_is_deployed_once_and_found_unchanged_the_second_time(
    session: boto3.Session, endpoint: str, cloudformation: Any
) -> None:
    package = build_package(ROOT, host_target())
    told: list[str] = []
    deployer = Deployer(session, endpoint=endpoint, tell=told.append)
    first = deployer.deploy(STAGE, STATE, package, STATE_PARAMETERS, APP_PARAMETERS)
    assert first.state["InboxBucket"].startswith(f"rubrica-{STAGE}-inbox-")
    assert first.app["RestAPIId"]
    assert f"Crea rubrica-{STAGE}-app" in told

    told.clear()
    assert deployer.deploy(STAGE, STATE, package, STATE_PARAMETERS, APP_PARAMETERS) == first
    assert told == []

    status = cloudformation.describe_stacks(StackName=f"rubrica-{STAGE}-app")["Stacks"][0]["StackStatus"]
    assert status == "CREATE_COMPLETE"


def test_a_template_that_cannot_be_deployed_is_reported(session: boto3.Session, endpoint: str, tmp_path: Path) -> None:
    broken = tmp_path / "state.yaml"
    broken.write_text("Resources: {Thing: {Type: 'AWS::No::Such'}}\nParameters: {Stage: {Type: String}}\n")
    deployer = Deployer(session, endpoint=endpoint, tell=lambda text: None)
    with pytest.raises(DeploymentError, match="rubrica-rota-state"):
        deployer.deploy("rota", broken, build_package(ROOT, host_target()), {}, {})


@pytest.mark.parametrize("name", ["local", "example", "Con Mayúsculas", "x"])
def test_a_name_that_is_no_stage_is_refused_before_anything_happens(name: str) -> None:
    result = subprocess.run([ROOT / "bin" / "deploy", name], capture_output=True, text=True, check=False)
    assert result.returncode == 1
    assert f"«{name}»" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_stage_without_a_file_says_what_to_copy(tmp_path: Path) -> None:
    with pytest.raises(BadStage, match=r"example\.json"):
        read_stage("pruebas", tmp_path)


def test_the_example_of_a_stage_can_be_read(tmp_path: Path) -> None:
    example = ROOT / "infra" / "stages" / "example.json"
    (tmp_path / "pruebas.json").write_text(example.read_text())
    stage = read_stage("pruebas", tmp_path)
    assert stage.region == "us-east-1"
    assert set(stage.state) >= {"MailSender"}
    assert set(stage.app) >= {"MailSender", "PortalUrl"}
