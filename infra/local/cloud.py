"""The local AWS: ministack as a process of its own, with its state on disk and IAM enforced.

The functions run as its child processes, each with the credentials of its own role. **Root** credentials are only used
to deploy and to seed; the key is the emulator's fixed one and opens nothing but this machine's 127.0.0.1.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from infra.local.home import HOST, Home, Port, discard
from infra.local.processes import Process, start

REGION = "us-east-1"
ACCOUNT = "000000000000"
STAGE = "local"
ROOT_KEY = "test"
_IDLE_WORKER_SECONDS = 120


def repair(home: Home) -> str:
    """Make the local AWS startable after it could not save its state. A sentence about it, or nothing.

    Files are on disk at once, records only when it stops in order. Without any saved record the files mean nothing;
    with older ones a rebuild is owed (`restored.py`).
    """
    if not _unsaved(home).exists():
        return ""
    if (home.cloud / "state" / "cloudformation.json").exists():
        home.rebuild_file.touch()
        return (
            "La nube local no pudo guardar su estado la última vez: se retoma lo último que guardó y lo demás se "
            "reconstruye desde el archivo."
        )
    for folder in (home.cloud, home.path / "sri", home.path / "mail"):
        discard(home, folder)
    home.prepare()
    saved(home)
    return "El primer arranque quedó a medias sin guardar nada: se empieza de nuevo."


def _unsaved(home: Home) -> Path:
    """Is there while the local AWS runs, and remains if it is killed."""
    return home.path / "cloud-is-running"


def saved(home: Home) -> None:
    """Note that the local AWS stopped in order."""
    _unsaved(home).unlink(missing_ok=True)


def move(home: Home, port: Port) -> None:
    """Have a local AWS that served another port serve this one: the addresses of its queues, which functions and their
    settings hold, carry the port."""
    state = home.cloud / "state"
    queues = state / "sqs.json"
    known = re.search(rf"//{re.escape(HOST)}:(\d+)/", queues.read_text()) if queues.exists() else None
    if known is None or int(known[1]) == port.number:
        return
    address = re.compile(rf"//{re.escape(HOST)}:{known[1]}\b")
    for file in state.glob("*.json"):
        before = file.read_text()
        after = address.sub(f"//{HOST}:{port.number}", before)
        if after != before:
            file.write_text(after)


def start_cloud(home: Home, port: Port, smtp: str) -> Process:
    """Start the local AWS and wait until it answers. `smtp` is where its mail goes. Raises StartError."""
    # A function's worker unpacks its code here and is not always there to clean up.
    discard(home, home.temporary)
    home.temporary.mkdir(parents=True)
    move(home, port)
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "HOME": str(home.temporary),
        "TMPDIR": str(home.temporary),
        "LANG": "C.UTF-8",
        "BIND_HOST": HOST,
        "MINISTACK_HOST": HOST,
        "GATEWAY_PORT": str(port.number),
        "MINISTACK_ACCOUNT_ID": ACCOUNT,
        "MINISTACK_REGION": REGION,
        "AUTH": "true",
        "PERSIST_STATE": "1",
        "STATE_DIR": str(home.cloud / "state"),
        "S3_PERSIST": "1",
        "S3_DATA_DIR": str(home.cloud / "s3"),
        "SMTP_HOST": smtp,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "LAMBDA_WARM_TTL_SECONDS": str(_IDLE_WORKER_SECONDS),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    log = home.logs / "cloud.log"
    process = start("cloud", [sys.executable, "-m", "ministack"], environment, log, home.temporary)
    _unsaved(home).touch()
    process.wait_until_answers(f"{port.url}/_ministack/health")
    return process


def session(access_key: str = ROOT_KEY, secret_key: str = ROOT_KEY) -> boto3.Session:
    """A session on the local AWS; without arguments with root's credentials."""
    return boto3.Session(aws_access_key_id=access_key, aws_secret_access_key=secret_key, region_name=REGION)


def client(service: str, port: Port, using: boto3.Session | None = None) -> Any:
    """A client of the local AWS."""
    config = Config(s3={"addressing_style": "path"}, retries={"mode": "standard", "max_attempts": 3})
    made: Any = (using or session()).client(service, endpoint_url=port.url, config=config)  # type: ignore[call-overload]
    return made


def allow_locks(port: Port, bucket: str) -> None:
    """Let objects of the bucket be locked: the emulator's CloudFormation does not do what `ObjectLockEnabled` asks."""
    client("s3", port).put_object_lock_configuration(
        Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"}
    )
