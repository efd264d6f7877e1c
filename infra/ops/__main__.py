"""`python -m infra.ops`: the operator's command line (`bin/ops`)."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from botocore.exceptions import BotoCoreError, ClientError, EndpointConnectionError, NoCredentialsError
from pynamodb.exceptions import PynamoDBException

from infra.cli import Parser
from infra.ops import enrolment, ledger, letters, mail, queues, rebuild, reconcile, redrive, resend, show, stage, stops
from infra.ops.words import Unclear

MODULES = (enrolment, show, redrive, resend, mail, letters, stops, queues, reconcile, ledger, rebuild)


def parser() -> argparse.ArgumentParser:
    """All commands."""
    made = Parser(
        prog="bin/ops",
        description="Lo que un operador mira y ordena. Trabaja con la pila local que esté en marcha, o con la etapa "
        "que digan --stage o STAGE y las credenciales de AWS del entorno.",
    )
    made.add_argument("--stage", metavar="ETAPA", help="la etapa desplegada")
    commands = made.add_subparsers(required=True, metavar="ORDEN")
    for module in MODULES:
        module.add(commands)
    return made


def main(arguments: Sequence[str]) -> int:
    """The command line."""
    chosen = parser().parse_args(arguments)
    try:
        stage.enter(chosen.stage)
        return int(chosen.run(chosen))
    except (Unclear, stage.NoStage) as error:
        print(error, file=sys.stderr)
        return 2
    except NoCredentialsError:
        print("Faltan las credenciales de AWS en el entorno, o sobra --stage.", file=sys.stderr)
        return 1
    except EndpointConnectionError as error:
        print(
            f"No se llega a {error.kwargs['endpoint_url']}: vea si sigue en marcha y si hay conexión.", file=sys.stderr
        )
        return 1
    except (BotoCoreError, ClientError, PynamoDBException) as error:
        print(f"AWS no respondió o no lo permitió: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
