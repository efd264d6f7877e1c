"""`bin/deploy STAGE`: packages the application and deploys both stacks of a stage to the account of the credentials.

What differs between stages stands in `infra/stages/STAGE.json`: the region and the parameters of each stack.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.cli import Parser
from infra.deploy import Deployer, DeploymentError
from infra.layer import PackagingError, aws_target
from infra.package import build_package

ROOT = Path(__file__).resolve().parents[1]
STAGES = ROOT / "infra" / "stages"
RESERVED = frozenset({"local", "example"})


class BadStage(Exception):
    """The stage cannot be deployed as it is described; the message says what to write."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage as its file describes it."""

    name: str
    region: str
    state: dict[str, str]
    app: dict[str, str]


def read_stage(name: str, folder: Path = STAGES) -> Stage:
    """The stage's description. Raises BadStage."""
    if name in RESERVED:
        raise BadStage(f"«{name}» no se despliega en AWS: elija otro nombre de etapa (por ejemplo «pruebas»).")
    if not re.fullmatch(r"[a-z][a-z0-9]{1,15}", name):
        raise BadStage(f"«{name}» no sirve como etapa: use de 2 a 16 letras minúsculas y cifras, empezando por letra.")
    path = folder / f"{name}.json"
    try:
        content: Any = json.loads(path.read_text())
        return Stage(name, str(content["region"]), _texts(content["state"]), _texts(content["app"]))
    except FileNotFoundError:
        raise BadStage(f"Falta {path}: copie {folder / 'example.json'} y ponga sus datos.") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadStage(f"{path} no se entiende ({error}); compárelo con {folder / 'example.json'}.") from None


def _texts(parameters: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in parameters.items()}


def deploy(stage: Stage, endpoint: str | None = None) -> None:
    """Deploy and print the outputs. Raises PackagingError, DeploymentError, and what botocore raises."""
    package = build_package(ROOT, aws_target())
    deployer = Deployer(boto3.Session(region_name=stage.region), endpoint=endpoint)
    done = deployer.deploy(stage.name, ROOT / "infra" / "state.yaml", package, stage.state, stage.app)
    for name, value in sorted({**done.state, **done.app}.items()):
        print(f"{name:<24} {value}")


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    parser = Parser(
        prog="bin/deploy",
        description="Despliega una etapa en la cuenta de AWS de las credenciales del entorno: la pila que guarda "
        "estado y la de las funciones.",
    )
    parser.add_argument("stage", metavar="ETAPA", help="la describe infra/stages/ETAPA.json; copie example.json")
    chosen = parser.parse_args(arguments)
    try:
        deploy(read_stage(chosen.stage), os.environ.get("AWS_ENDPOINT_URL"))
    except (BadStage, PackagingError, DeploymentError) as error:
        print(error, file=sys.stderr)
        return 1
    except (BotoCoreError, ClientError) as error:
        print(f"AWS no lo permitió: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
