"""The folder of a local stack, and the ports it uses.

- The **home** holds everything a stack keeps: state, files, logs, addresses. `RUBRICA_HOME` names it (default
  `.local`); two stacks with different homes and ports live side by side.
- The **front door** is the port people use; the **cloud** is the local AWS; the **SRI** is the sandbox of the
  authority.
"""

from __future__ import annotations

import os
import socket
import subprocess
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.cli import place

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"


class StartError(Exception):
    """The stack cannot start; the message is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Home:
    """The places inside the home."""

    path: Path

    @property
    def logs(self) -> Path:
        """What every process says."""
        return self.path / "logs"

    @property
    def cloud(self) -> Path:
        """What the local AWS keeps."""
        return self.path / "cloud"

    @property
    def temporary(self) -> Path:
        """Scratch space of the local AWS: new at every start."""
        return self.path / "tmp"

    @property
    def discarded(self) -> Path:
        """What is being deleted in the background."""
        return self.path / "discarded"

    @property
    def stack_file(self) -> Path:
        """Addresses and demo credentials, while the stack runs."""
        return self.path / "stack.json"

    @property
    def run_file(self) -> Path:
        """The processes of the running stack."""
        return self.path / "run.json"

    @property
    def rebuild_file(self) -> Path:
        """Is there from when records were found lost until they are rebuilt."""
        return self.path / "rebuild-owed"

    @property
    def secrets_file(self) -> Path:
        """Credentials made for the demo, kept from start to start."""
        return self.path / "secrets.json"

    def prepare(self) -> None:
        """Make the folders."""
        for folder in (self.path, self.logs, self.cloud, self.temporary):
            folder.mkdir(parents=True, exist_ok=True)
        self.path.chmod(0o700)


def discard(home: Home, folder: Path) -> subprocess.Popen[bytes] | None:
    """Take a folder out of the way at once, and have it deleted in the background, whoever ends meanwhile.

    What an earlier one left is deleted with it. Answers the process that deletes, None if there is nothing to delete.

    The unpacked code of a used stack's functions is tens of thousands of files: deleting it can take minutes.
    """
    if folder.exists():
        home.discarded.mkdir(parents=True, exist_ok=True)
        folder.rename(home.discarded / uuid.uuid4().hex)
    waiting = [str(path) for path in home.discarded.glob("*")]
    if not waiting:
        return None
    return subprocess.Popen(
        ["nice", "-n", "19", "rm", "-rf", *waiting],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def home_from(environment: Mapping[str, str]) -> Home:
    """The home the environment names; a relative one begins where the user stands."""
    named = environment.get("RUBRICA_HOME")
    return Home((place(named, environment) if named else ROOT / ".local").resolve())


@dataclass(frozen=True, slots=True)
class Port:
    """A port, what listens there, and the variable that moves it."""

    number: int
    service: str
    variable: str

    @property
    def url(self) -> str:
        """The address without a slash at the end."""
        return f"http://{HOST}:{self.number}"


@dataclass(frozen=True, slots=True)
class Ports:
    """All ports of a stack."""

    front: Port
    cloud: Port
    sri: Port

    def check_free(self) -> None:
        """Raises StartError naming the first port that is taken."""
        for port in (self.front, self.cloud, self.sri):
            if listening(port.number):
                raise StartError(
                    f"El puerto {port.number} ({port.service}) está ocupado{_holder(port.number)}: "
                    f"detenga ese proceso o elija otro puerto con {port.variable}=…"
                )


def ports_from(environment: Mapping[str, str]) -> Ports:
    """The ports the environment names. Raises StartError if one is not a port."""

    def port(variable: str, default: int, service: str) -> Port:
        text = environment.get(variable, str(default))
        if not text.isdigit() or not 1 <= int(text) <= 65535:
            raise StartError(f"{variable}={text} no es un puerto: use un número entre 1 y 65535.")
        return Port(int(text), service, variable)

    return Ports(
        front=port("RUBRICA_PORT", 8000, "la puerta de entrada"),
        cloud=port("RUBRICA_CLOUD_PORT", 4566, "la nube local"),
        sri=port("RUBRICA_SRI_PORT", 9000, "el SRI de prueba"),
    )


def listening(port: int) -> bool:
    """Whether something accepts connections on the port of this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _holder(port: int) -> str:
    """` por el proceso 123 (python)`, where the system tells; nothing elsewhere."""
    inodes = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        try:
            lines = Path(table).read_text().splitlines()[1:]
        except OSError:
            continue
        for line in lines:
            fields = line.split()
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                inodes.add(f"socket:[{fields[9]}]")
    for process in Path("/proc").glob("[0-9]*") if inodes else ():
        try:
            held = any(os.readlink(link) in inodes for link in (process / "fd").iterdir())
            name = (process / "comm").read_text().strip()
        except OSError:
            continue
        if held:
            return f" por el proceso {process.name} ({name})"
    return ""
