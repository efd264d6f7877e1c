"""What a start does when the local AWS lost records: the same check and the same rebuild as after a restore on AWS.

Killed, the local AWS keeps its files and forgets the records since it last stopped in order. Before anything else it is
closed (`chalicelib/services/freshness.py`), then the operator's command rebuilds from the archive and opens it, and
what was not finished is driven on.
"""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

from botocore.exceptions import ClientError

from infra.local.cloud import ACCOUNT, REGION, ROOT_KEY, STAGE, client
from infra.local.home import ROOT, Home, Port, StartError
from infra.local.seed import SELLERS

BEAT = "beat"
TABLES = {"documents": {"id": {"S": "#beat"}}, "series": {"key": {"S": "#beat"}}}
TABLES |= {"batches": {"batch_id": {"S": "#beat"}, "position": {"S": "#beat"}}}


def _archive() -> str:
    return f"rubrica-{STAGE}-archive-{ACCOUNT}"


def close_if_killed(home: Home, cloud: Port) -> None:
    """Close the service if records were lost: the archive's beat is put after every table's."""
    if not home.rebuild_file.exists():
        return
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    beat = max(now, _archived(cloud))
    try:
        client("s3", cloud).put_object(Bucket=_archive(), Key=BEAT, Body=beat.encode())
    except ClientError as error:
        if error.response["Error"]["Code"] != "NoSuchBucket":
            raise  # else nothing was ever deployed, and nothing can be lost


def is_behind(cloud: Port) -> bool:
    """Whether a table's beat is older than the archive's."""
    archived = _archived(cloud)
    dynamodb = client("dynamodb", cloud)
    found = [
        dynamodb.get_item(TableName=f"rubrica-{STAGE}-{name}", Key=key, ConsistentRead=True).get("Item", {})
        for name, key in TABLES.items()
    ]
    return any(item.get("beat", {}).get("S", "") < archived for item in found)


def rebuild(home: Home, cloud: Port) -> str:
    """Rebuild from the archive, open, drive on; answers what the command said. Raises StartError."""
    said = _ops(cloud, "rebuild")
    for seller in SELLERS:
        _ops(cloud, "redrive", "--tenant", seller.ruc)
    home.rebuild_file.unlink(missing_ok=True)
    return said


def _archived(cloud: Port) -> str:
    s3: Any = client("s3", cloud)
    try:
        return str(s3.get_object(Bucket=_archive(), Key=BEAT)["Body"].read().decode())
    except ClientError as error:
        if error.response["Error"]["Code"] not in ("NoSuchKey", "NoSuchBucket", "404"):
            raise
        return ""


def _ops(cloud: Port, *arguments: str) -> str:
    environment = {
        "PATH": os.environ.get("PATH", ""),
        "AWS_ENDPOINT_URL": cloud.url,
        "AWS_ACCESS_KEY_ID": ROOT_KEY,
        "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
        "AWS_DEFAULT_REGION": REGION,
    }
    command = [sys.executable, "-m", "infra.ops", "--stage", STAGE, *arguments]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        said = f"{done.stdout}{done.stderr}".strip()[-1500:]
        raise StartError(f"No se pudo reconstruir lo que la nube local perdió (bin/ops {arguments[0]}): {said}")
    return done.stdout
