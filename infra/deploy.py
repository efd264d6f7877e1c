"""Deployment of a stage: two CloudFormation stacks, the same way to AWS and to the local stack.

- The **state stack** (infra/state.yaml) comes first; the **app stack** is the packaged template and imports from it.
- **Artifacts** are the zips and templates CloudFormation reads: they go to the stage's artifact bucket under the hash
  of their content, so that an unchanged file is never uploaded or deployed twice.
- Every change goes through a **change set**; one without changes is dropped.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import yaml
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError

from infra.package import Package

_REVIEWED = "REVIEW_IN_PROGRESS"
"""The state of a stack that has a change set and nothing else yet."""

CAPABILITIES = ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"]


class DeploymentError(Exception):
    """A stack could not be brought to the wanted state; the message lists what failed."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """The outputs of both stacks."""

    state: Mapping[str, str]
    app: Mapping[str, str]


class Deployer:
    """Deploys stages with the given session; `endpoint` is set for the local stack only."""

    def __init__(
        self, session: boto3.Session, *, endpoint: str | None = None, tell: Callable[[str], None] = print
    ) -> None:
        path_style = Config(s3={"addressing_style": "path"}) if endpoint else None
        self._cloudformation: Any = session.client("cloudformation", endpoint_url=endpoint)
        self._s3: Any = session.client("s3", endpoint_url=endpoint, config=path_style)
        self._account = session.client("sts", endpoint_url=endpoint).get_caller_identity()["Account"]
        self._region = session.region_name or "us-east-1"
        self._endpoint = endpoint
        self._tell = tell
        self._poll = 0.1 if endpoint else 4.0

    def deploy(
        self, stage: str, state_template: Path, package: Package, state: Mapping[str, str], app: Mapping[str, str]
    ) -> Deployment:
        """Bring both stacks of the stage up to date. `state` and `app` are parameters. Raises DeploymentError."""
        bucket = self._artifact_bucket(stage)
        state_outputs = self._apply(
            f"rubrica-{stage}-state",
            self._upload(bucket, state_template.read_bytes(), "state.yaml"),
            {"Stage": stage, **state},
        )
        template = self._with_artifacts(package, bucket)
        app_outputs = self._apply(
            f"rubrica-{stage}-app",
            self._upload(bucket, template, "app.json"),
            {"Stage": stage, "Runtime": package.runtime, **app},
        )
        return Deployment(state_outputs, app_outputs)

    def _artifact_bucket(self, stage: str) -> str:
        name = f"rubrica-{stage}-artifacts-{self._account}"
        try:
            self._s3.head_bucket(Bucket=name)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise DeploymentError(f"The artifact bucket {name} cannot be used: {error}") from error
            self._tell(f"Crea el bucket de artefactos {name}")
            where = {"CreateBucketConfiguration": {"LocationConstraint": self._region}}
            self._s3.create_bucket(Bucket=name, **({} if self._region == "us-east-1" else where))
            self._s3.put_public_access_block(
                Bucket=name,
                PublicAccessBlockConfiguration={
                    "BlockPublicAcls": True,
                    "IgnorePublicAcls": True,
                    "BlockPublicPolicy": True,
                    "RestrictPublicBuckets": True,
                },
            )
        return name

    def _upload(self, bucket: str, content: bytes, name: str) -> str:
        """Store under the content's hash, once; answers the key."""
        key = f"{hashlib.sha256(content).hexdigest()[:24]}-{name}"
        try:
            self._s3.head_object(Bucket=bucket, Key=key)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
                raise DeploymentError(f"The artifact bucket {bucket} cannot be read: {error}") from error
            self._tell(f"Sube {name} ({len(content) / 1e6:.1f} MB)")
            self._s3.put_object(Bucket=bucket, Key=key, Body=content)
        return f"{bucket}/{key}"

    def _with_artifacts(self, package: Package, bucket: str) -> bytes:
        """The packaged template with S3 addresses in place of file names, compact."""
        template = yaml.safe_load(package.template.read_text())
        for resource in template["Resources"].values():
            properties = resource.get("Properties", {})
            for name in ("CodeUri", "ContentUri"):
                if isinstance(properties.get(name), str):
                    content = (package.folder / Path(properties[name]).name).read_bytes()
                    properties[name] = "s3://" + self._upload(bucket, content, Path(properties[name]).name)
        return json.dumps(template, separators=(",", ":"), ensure_ascii=False).encode()

    def _apply(self, stack: str, template: str, parameters: Mapping[str, str]) -> dict[str, str]:
        """Create or update one stack; answers its outputs."""
        current = self._describe(stack)
        if current and current["StackStatus"] in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED"):
            self._tell(f"Quita {stack}, que quedó de un intento fallido")
            self._cloudformation.delete_stack(StackName=stack)
            self._wait(stack, lambda found: found is None or found["StackStatus"] == "DELETE_COMPLETE")
            current = None
        if current and current["StackStatus"].endswith("_IN_PROGRESS") and current["StackStatus"] != _REVIEWED:
            raise DeploymentError(
                f"{stack} está en {current['StackStatus']}: espere a que termine ese despliegue. "
                "En la pila local, si nadie más despliega, borre su carpeta (.local) y arranque de nuevo."
            )
        new = current is None or current["StackStatus"] in (_REVIEWED, "DELETE_COMPLETE")
        change = self._change_set(stack, template, parameters, "CREATE" if new else "UPDATE")
        if change:
            self._tell(f"{'Crea' if new else 'Actualiza'} {stack}")
            started = time.time()
            self._cloudformation.execute_change_set(StackName=stack, ChangeSetName=change)
            done = self._wait(stack, _settled)
            if done is None or done["StackStatus"] not in ("CREATE_COMPLETE", "UPDATE_COMPLETE"):
                raise DeploymentError(f"{stack} failed:\n{self._failures(stack, started)}")
        described = self._describe(stack)
        return {o["OutputKey"]: o["OutputValue"] for o in (described or {}).get("Outputs", [])}

    def _change_set(self, stack: str, template: str, parameters: Mapping[str, str], kind: str) -> str | None:
        """A change set ready to be executed, or None if nothing changes."""
        base = self._endpoint or f"https://s3.{self._region}.amazonaws.com"
        try:
            identifier = self._cloudformation.create_change_set(
                StackName=stack,
                ChangeSetName=f"change-{int(time.time() * 1000)}",
                ChangeSetType=kind,
                TemplateURL=f"{base}/{template}",
                Capabilities=CAPABILITIES,
                Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
            )["Id"]
        except ClientError as error:
            raise DeploymentError(f"CloudFormation refused the template of {stack}: {error}") from error
        waiter = self._cloudformation.get_waiter("change_set_create_complete")
        try:
            waiter.wait(ChangeSetName=identifier, WaiterConfig={"Delay": self._poll, "MaxAttempts": 300})
        except WaiterError as error:
            reason = str(error.last_response.get("StatusReason", error))
            self._cloudformation.delete_change_set(ChangeSetName=identifier)
            if "didn't contain changes" in reason or "No updates are to be performed" in reason:
                return None
            raise DeploymentError(f"The change set of {stack} failed: {reason}") from error
        return str(identifier)

    def _describe(self, stack: str) -> dict[str, Any] | None:
        try:
            found: dict[str, Any] = self._cloudformation.describe_stacks(StackName=stack)["Stacks"][0]
        except ClientError as error:
            if "does not exist" in str(error):
                return None
            raise
        return found

    def _wait(self, stack: str, wanted: Callable[[dict[str, Any] | None], bool]) -> dict[str, Any] | None:
        while not wanted(found := self._describe(stack)):
            time.sleep(self._poll)
        return found

    def _failures(self, stack: str, since: float) -> str:
        events = self._cloudformation.describe_stack_events(StackName=stack)["StackEvents"]
        return "\n".join(
            f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', '')}"
            for event in reversed(events)
            if event["ResourceStatus"].endswith("FAILED") and event["Timestamp"].timestamp() >= since - 5
        )


def _settled(stack: dict[str, Any] | None) -> bool:
    return stack is None or not stack["StackStatus"].endswith("IN_PROGRESS")
