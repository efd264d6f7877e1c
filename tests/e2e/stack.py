"""The running local stack as a test sees it: as an issuer, as the authority's operator, from the inside."""

from __future__ import annotations

import json
import os
import time
import urllib.request
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from infra.local.cloud import STAGE

ROOT = Path(__file__).parents[2]
PATIENCE = 240
"""Seconds until a test gives up waiting for something the pipeline owes; no test passes or fails by speed."""

SWEEP_AFTER = 5
MINUTE = {
    "version": "0",
    "id": "test",
    "detail-type": "Scheduled Event",
    "source": "aws.events",
    "account": "000000000000",
    "time": "2026-01-01T00:00:00Z",
    "region": "us-east-1",
    "resources": [],
    "detail": {},
}
"""What the schedule tells the sweep."""


class Stack:
    """What `.local/stack.json` says, and how to use it."""

    def __init__(self) -> None:
        self.home = ROOT / os.environ.get("RUBRICA_HOME", ".local")
        self.facts: dict[str, Any] = json.loads((self.home / "stack.json").read_text())
        self.tenant: dict[str, str] = self.facts["tenants"][0]
        self.ruc = self.tenant["ruc"]
        self.run = f"prueba {time.time_ns()}"
        self.inbox = self.facts["inbox_bucket"]
        self.archive_bucket = self.facts["archive_bucket"]
        self.faulty = False

    def client(self, service: str, access: str = "test", secret: str = "test") -> Any:
        """A client; without credentials, the operator's."""
        return boto3.client(  # type: ignore[call-overload]
            service,
            endpoint_url=self.facts["aws_endpoint"],
            region_name=self.facts["region"],
            aws_access_key_id=access,
            aws_secret_access_key=secret,
            config=Config(s3={"addressing_style": "path"}),
        )

    @cached_property
    def s3(self) -> Any:
        """S3 with the tenant's own credentials."""
        return self.client("s3", self.tenant["access_key"], self.tenant["secret_key"])

    @cached_property
    def root_s3(self) -> Any:
        """S3 with the operator's."""
        return self.client("s3")

    # --- the issuer ---------------------------------------------------------------------------------------------------
    def name(self, name: str) -> str:
        """A batch's name, never the same in two runs: the stack remembers earlier ones."""
        return f"{self.run}/{name}"

    def drop(self, name: str, data: bytes) -> None:
        """Put a batch into the tenant's inbox."""
        self.s3.put_object(Bucket=self.inbox, Key=f"{self.tenant['inbox_prefix']}{self.name(name)}", Body=data)

    def report(self, name: str) -> dict[str, Any] | None:
        """The results file, if it is there."""
        try:
            found = self.s3.get_object(Bucket=self.inbox, Key=f"{self.tenant['results_prefix']}{name}.json")
        except self.s3.exceptions.NoSuchKey:
            return None
        return dict(json.loads(found["Body"].read()))

    def final_report(
        self, name: str, patience: int = PATIENCE, meanwhile: Callable[[], object] = lambda: None
    ) -> dict[str, Any]:
        """The results file once it is final. Whatever takes longer is not left to the sweep's next minute."""
        full = self.name(name)
        next_sweep = time.monotonic() + SWEEP_AFTER

        def look() -> Any:
            nonlocal next_sweep
            meanwhile()
            found = self.report(full)
            if found and found["final"]:
                return found
            if time.monotonic() >= next_sweep:
                self.sweep()
                next_sweep = time.monotonic() + SWEEP_AFTER
            return None

        return dict(self.wait_for(look, f"results of {name}", patience))

    def issue(self, name: str, data: bytes) -> dict[str, Any]:
        """Drop a batch and wait for its end."""
        self.drop(name, data)
        return self.final_report(name)

    # --- inside -------------------------------------------------------------------------------------------------------
    def archive(self, key: str) -> bytes:
        """A file of the archive."""
        return bytes(self.root_s3.get_object(Bucket=self.archive_bucket, Key=key)["Body"].read())

    def archived(self, prefix: str) -> list[str]:
        """Keys of the archive."""
        pages = self.root_s3.get_paginator("list_objects_v2").paginate(Bucket=self.archive_bucket, Prefix=prefix)
        return [item["Key"] for page in pages for item in page.get("Contents", [])]

    def functions(self) -> dict[str, str]:
        """The stack's function names by their short name; another stage may be deployed beside it."""
        found = self.client("lambda").list_functions(MaxItems=50)["Functions"]
        names = [f["FunctionName"] for f in found if f["FunctionName"].startswith(f"rubrica-{STAGE}-")]
        short = ["intake", "signing", "submission", "authorization", "rendering", "notification", "results"]
        short += ["sweep", "ledger"]
        return {s: n for s in short for n in names if s in n.lower()}

    def sweep(self) -> None:
        """Run the sweep now instead of at the next minute."""
        self.by_the_clock("sweep")

    def by_the_clock(self, function: str) -> None:
        """Run what runs by the clock, now."""
        answer = self.client("lambda").invoke(FunctionName=self.functions()[function], Payload=json.dumps(MINUTE))
        assert "FunctionError" not in answer, answer["Payload"].read()

    # --- the authority ------------------------------------------------------------------------------------------------
    def control(self, method: str, path: str, body: object = None) -> Any:
        """Speak to the sandbox's control."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.facts['sri_control_url']}/{path}",
            data=data,
            method=method,
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    def fault(
        self, behaviour: str, match: str = ".*", operation: str = "*", times: int = 1, seconds: float = 1
    ) -> None:
        """Order a behaviour from the authority."""
        self.faulty = True
        order = {"match": match, "operation": operation, "behaviour": behaviour, "times": times, "seconds": seconds}
        self.control("POST", "faults", order)

    def calm(self) -> None:
        """Take back what was ordered."""
        if self.faulty:
            self.control("DELETE", "faults")
        self.faulty = False

    def requests(self, clave: str) -> list[dict[str, Any]]:
        """What the authority saw of a clave, in order."""
        return list(self.control("GET", f"requests?clave={clave}"))

    # --- mail ---------------------------------------------------------------------------------------------------------
    def outbox(self) -> list[dict[str, Any]]:
        """Every mail that was sent."""
        with urllib.request.urlopen(self.facts["outbox_url"], timeout=10) as answer:
            found = json.loads(answer.read())
        return [message for account in found["messages"].values() for message in account]

    def wait_for(self, look: Callable[[], Any], what: str, patience: int = PATIENCE) -> Any:
        """Look until there is something."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            if found := look():
                return found
            time.sleep(0.3)
        raise AssertionError(f"waited in vain for {what}")
