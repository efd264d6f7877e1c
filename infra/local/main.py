"""`bin/run` and `bin/stop`: the whole service on one machine.

A start is: the local AWS and the sandbox of the authority as processes; the application packaged and deployed exactly
as to AWS; the demo company seeded; the front door opened; the sample batch dropped and followed to its end. Then it
serves until it is told to end. Everything it keeps is in its home (infra/local/home.py) and is found again next time.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from contextlib import ExitStack
from types import FrameType

from infra.cli import Parser, why
from infra.deploy import Deployer, Deployment, DeploymentError
from infra.layer import PackagingError, host_target
from infra.local import progress, restored, stack_json
from infra.local.cloud import STAGE, allow_locks, client, repair, saved, session, start_cloud
from infra.local.frontdoor import FrontDoor
from infra.local.gateway import GatewayAnswers
from infra.local.home import ROOT, Home, Ports, StartError, discard, home_from, ports_from
from infra.local.mail import LetterBox, MailServer
from infra.local.pages import Pages
from infra.local.processes import Process, clear_leftovers, command_line, end, running, start, write_run_file
from infra.local.seed import (
    SELLERS,
    Credentials,
    issue_credentials,
    make_authority,
    register_companies,
    register_customer,
)
from infra.package import build_package

MAIL_SENDER = "facturas@rubrica.example"
SUPPORT = "soporte@rubrica.example · 02 600 1234"
SUPPORT_HOURS = "lunes a viernes, de 09h00 a 18h00"
SECRET_QUESTION = "directa"  # noqa: S105  what an answer is worth, no secret
"""Here a right answer opens the form at once, so that it can be seen; the default of a deployment is `con_correo`."""
RUC_PROVEEDOR = "1793216745001"
SAMPLE_SECONDS = float(os.environ.get("RUBRICA_SAMPLE_SECONDS", "240"))
API_STAGE = "api"

STATE_PARAMETERS = {
    "VisibilitySeconds": "30",  # a worker that dies gives its messages back after half a minute, not after six
    "RequireTls": "false",
    "FineIam": "false",
    "MailSender": MAIL_SENDER,
}


class _Stopped(BaseException):
    """Somebody asked the stack to end. Not an error: nothing may handle it but `run`."""


class LocalStack:
    """A running stack: everything that was started ends with `close`, in the reverse order."""

    def __init__(self, home: Home, ports: Ports) -> None:
        self.home = home
        self.ports = ports
        self.box = LetterBox(home.path / "mail")
        self.tenants: list[Credentials] = []
        self._exits = ExitStack()
        self._children: list[Process] = []

    def open(self) -> None:
        """Start everything. Raises StartError, PackagingError, DeploymentError."""
        write_run_file(self.home, [])
        self._exits.callback(self._forget)
        mail = MailServer(self.box)
        mail.start()
        self._exits.callback(mail.shutdown)
        _step("Arranca la nube local")
        cloud = start_cloud(self.home, self.ports.cloud, mail.address)
        self._exits.callback(self._note_saved, cloud)
        self._child(cloud)
        restored.close_if_killed(self.home, self.ports.cloud)
        _step("Arranca el SRI de prueba")

        self._child(self._start_sri())
        _step("Empaqueta y despliega la aplicación")
        deployment = self._deploy()
        _step("Siembra la empresa de ejemplo")
        inbox, archive = deployment.state["InboxBucket"], deployment.state["ArchiveBucket"]
        allow_locks(self.ports.cloud, archive)
        register_companies(self.home, self.ports.cloud, archive, deployment.state["SigningKeyArn"])
        self.tenants = [issue_credentials(self.home, self.ports.cloud, s.ruc, inbox) for s in SELLERS]
        customer = register_customer(self.home, self.ports.cloud)
        if restored.is_behind(self.ports.cloud):
            _step("Reconstruye desde el archivo lo que la nube local perdió")
            for line in restored.rebuild(self.home, self.ports.cloud).splitlines():
                _detail(line)
        self._open_door(deployment, inbox, archive)
        self.inbox = inbox
        stack_json.write(self.home, stack_json.describe(self.home, self.ports, inbox, archive, self.tenants, customer))

    def _child(self, process: Process) -> None:
        self._children.append(process)
        self._exits.callback(process.stop)
        write_run_file(self.home, self._children)

    def _start_sri(self) -> Process:
        state = self.home.path / "sri"
        state.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "infra.sandbox", "--port", str(self.ports.sri.number)]
        command += ["--state", str(state / "sandbox.sqlite"), "--trust", str(make_authority(self.home))]
        environment = {"PATH": os.environ.get("PATH", ""), "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
        process = start("sri", command, environment, self.home.logs / "sri.log", ROOT)
        process.wait_until_answers(f"{self.ports.sri.url}/control/health")
        return process

    def _deploy(self) -> Deployment:
        package = build_package(ROOT, host_target())
        self._refusals = GatewayAnswers(package.template)
        services = f"{self.ports.sri.url}{stack_json.SRI_SERVICES}"
        reception, authorization = (f"{services}/{n}ComprobantesOffline" for n in ("Recepcion", "Autorizacion"))
        parameters = {
            "MailSender": MAIL_SENDER,
            "RucProveedor": RUC_PROVEEDOR,
            "PortalUrl": stack_json.front_url(self.ports),
            "SriRecepcionUrl1": reception,
            "SriRecepcionUrl2": reception,
            "SriAutorizacionUrl1": authorization,
            "SriAutorizacionUrl2": authorization,
            "SupportContact": SUPPORT,
            "SupportHours": SUPPORT_HOURS,
            "SecretQuestion": SECRET_QUESTION,
            "FineIam": "false",
            "RetryBaseSeconds": "5",
            "LeaseSeconds": "30",
            "CallsPerSecond": "200",
            "ProbeSeconds": "5",
            "LedgerSealSeconds": "60",
            "Capacity": "small",
            "Tracing": os.environ.get("RUBRICA_TRACING", "off"),
            "LogLevel": os.environ.get("RUBRICA_LOG_LEVEL", "INFO"),
        }
        deployer = Deployer(session(), endpoint=self.ports.cloud.url, tell=_detail)
        return deployer.deploy(STAGE, ROOT / "infra" / "state.yaml", package, STATE_PARAMETERS, parameters)

    def _open_door(self, deployment: Deployment, inbox: str, archive: str) -> None:
        table = f"rubrica-{STAGE}-documents"
        cloud = self.ports.cloud
        pages = Pages(client("s3", cloud), client("dynamodb", cloud), inbox, archive, table, self.box)
        door = FrontDoor(self.ports.front, cloud, f"{deployment.app['RestAPIId']}/{API_STAGE}", pages, self._refusals)
        door.start()
        self._exits.callback(door.shutdown)

    def run_samples(self) -> bool:
        """Drop the sample batches, one after the other, and follow them. True if every sample ended as expected."""
        issuer = self.tenants[0]
        s3 = client("s3", self.ports.cloud, session(issuer.access_key, issuer.secret_key))
        outcomes = []
        for batch in progress.BATCHES:
            dropped = progress.drop(s3, self.inbox, batch)
            _step(f"{'Deja' if dropped else 'Ya estaba'} en el buzón «{batch.name}»")
            outcomes += progress.judge(progress.follow(s3, self.inbox, batch, SAMPLE_SECONDS), batch)
        progress.show(outcomes, self.box, f"{stack_json.front_url(self.ports)}_local/archivo/")
        return not any(outcome.wrong for outcome in outcomes)

    def alive(self) -> bool:
        """Whether all processes run."""
        return all(child.child.poll() is None for child in self._children)

    def close(self) -> None:
        """End everything and save its state."""
        self._exits.close()

    def _note_saved(self, cloud: Process) -> None:
        """The state is on disk only if the local AWS ended by itself."""
        if cloud.child.returncode == 0:
            saved(self.home)

    def _forget(self) -> None:
        self.home.run_file.unlink(missing_ok=True)
        self.home.stack_file.unlink(missing_ok=True)


_began = time.monotonic()


def _step(text: str) -> None:
    print(f"[{time.monotonic() - _began:5.1f} s] {text}", flush=True)


def _detail(text: str) -> None:
    print(f"          {text}", flush=True)


def clear_the_way(home: Home, ports: Ports) -> None:
    """Make the home ready and see that nothing is in the way. Raises StartError."""
    home.prepare()
    ended = clear_leftovers(home)
    if ended:
        print(f"Un arranque anterior quedó a medias; se cerró lo que dejó: {', '.join(ended)}.")
    ports.check_free()
    if repaired := repair(home):
        print(repaired)


def run(home: Home, ports: Ports, once: bool) -> int:
    """Start, show the samples, and serve until told to end (`once`: end at once). Answers the exit status."""
    clear_the_way(home, ports)
    stopping = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if stopping.is_set():
            return
        stopping.set()
        raise _Stopped

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    stack = LocalStack(home, ports)
    status = 0
    try:
        stack.open()
        status = 0 if stack.run_samples() else 1
        if not once:
            _tell_where(home, ports, "Ctrl-C" if sys.stdout.isatty() else "bin/stop")
            _mark_ready(home)
            while stack.alive():
                time.sleep(0.5)
            print(f"Un proceso terminó por su cuenta; vea {home.logs}.", file=sys.stderr)
            status = 1
    except _Stopped:
        status = 130 if once else 0
    finally:
        stopping.set()
        _step("Se detiene y guarda su estado")
        stack.close()
        discard(home, home.temporary)
    return status


def _tell_where(home: Home, ports: Ports, ends: str) -> None:
    base = stack_json.front_url(ports)
    customer = json.loads(home.stack_file.read_text())["customers"][0]
    print(
        f"\nEn marcha. {ends} la detiene.\n"
        f"  Portal                  {base}\n"
        f"    entre con               {customer['identificacion']}   {customer['password']}\n"
        f"  Documentos y archivos   {base}_local/\n"
        f"  Correo enviado          {base}_local/correo\n"
        f"  Control del SRI         {ports.sri.url}/control/requests\n"
        f"  Direcciones y claves    {home.stack_file}\n"
        f"  Registros               {home.logs}\n",
        flush=True,
    )


def _mark_ready(home: Home) -> None:
    content = json.loads(home.run_file.read_text())
    home.run_file.write_text(json.dumps(content | {"ready": {"pid": os.getpid(), "command": ""}}, indent=2))


def detach(home: Home, ports: Ports) -> int:
    """Start in the background, show how it comes up, and leave it running."""
    home.prepare()
    clear_leftovers(home)
    ports.check_free()
    log = home.logs / "run.log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "infra.local.main", "run"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            start_new_session=True,
        )
    with log.open(encoding="utf-8", errors="replace") as said:
        while child.poll() is None and not _ready(home):
            sys.stdout.write(said.read())
            sys.stdout.flush()
            time.sleep(0.2)
        sys.stdout.write(said.read())
    if child.returncode is not None:
        return child.returncode or 1
    print("Queda en marcha; bin/stop la detiene.")
    return 0


def _ready(home: Home) -> bool:
    try:
        return "ready" in json.loads(home.run_file.read_text())
    except (OSError, ValueError):
        return False


def stop(home: Home) -> int:
    """End the stack of the home, whoever started it."""
    alive = running(home)
    if not alive:
        print("Rúbrica no está en marcha.")
        home.run_file.unlink(missing_ok=True)
        home.stack_file.unlink(missing_ok=True)
        return 0
    for name in sorted(alive, key=lambda name: name != "main"):
        if command_line(alive[name]):
            end(alive[name], seconds=60)
    home.run_file.unlink(missing_ok=True)
    home.stack_file.unlink(missing_ok=True)
    print("Rúbrica se detuvo; su estado quedó guardado.")
    return 0


def _parser_of_run() -> Parser:
    parser = Parser(
        prog="bin/run",
        description="Rúbrica completa en su máquina: la arranca, procesa los lotes de ejemplo y sirve hasta Ctrl-C.",
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--once", action="store_true", help="procesa los lotes de ejemplo y termina; 0 si todo salió bien")
    how.add_argument("--detach", action="store_true", help="queda en marcha en segundo plano; bin/stop la detiene")
    return parser


def _parser_of_stop() -> Parser:
    return Parser(prog="bin/stop", description="Detiene lo que bin/run dejó en marcha; su estado queda guardado.")


def main(arguments: Sequence[str]) -> int:
    """The command line: `run` or `stop`, and their arguments."""
    command, *rest = arguments
    chosen = (_parser_of_stop() if command == "stop" else _parser_of_run()).parse_args(rest)
    home = home_from(os.environ)
    try:
        if command == "stop":
            return stop(home)
        ports = ports_from(os.environ)
        return detach(home, ports) if chosen.detach else run(home, ports, chosen.once)
    except (StartError, PackagingError, DeploymentError) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"No se puede usar {error.filename or home.path}: {why(error)}.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
