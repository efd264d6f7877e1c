"""The commands of `bin/`: help never acts and speaks Spanish, what is not known is refused, paths are the user's."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from botocore.exceptions import EndpointConnectionError, NoCredentialsError
from pynamodb.exceptions import GetError

from chalicelib.handlers import wiring
from chalicelib.services.ports import Judged, Submitted
from infra import cli, deploy_stage, json_schemas, lock, picture, plantillas, register
from infra.local import main as local
from infra.local import progress, send, stack_json
from infra.local.home import Home, discard, home_from, ports_from
from infra.local.seed import Credentials, Customer
from infra.ops import __main__ as ops
from infra.ops import show, stage
from infra.sandbox import __main__ as sandbox
from infra.sandbox.certificates import load_trusted

ROOT = Path(__file__).parents[3]
COMMANDS = sorted(path.name for path in (ROOT / "bin").iterdir() if not path.name.startswith("_"))
STUB = """#!/bin/sh
[ "$1" = -c ] && exit 0
echo "from=$RUBRICA_FROM in=$PWD"
for word in "$@"; do echo "<$word>"; done
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The commands alone, on a machine where nothing was prepared."""
    folder = tmp_path / "proyecto"
    shutil.copytree(ROOT / "bin", folder / "bin")
    shutil.copy(ROOT / "requirements-dev.lock", folder)
    return folder


@pytest.fixture
def prepared(copy: Path) -> Path:
    """The same with a .venv whose python only says how it was called."""
    python = copy / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(STUB)
    python.chmod(0o755)
    lock = (copy / "requirements-dev.lock").read_bytes()
    done = subprocess.run(["cksum"], input=lock, capture_output=True, check=True)
    (copy / ".venv" / "locked").write_bytes(done.stdout)
    return copy


def call(command: Path, *words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    return subprocess.run(
        [command, *words], cwd=cwd, env=environment, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("flag", ["--help", "-h"])
@pytest.mark.parametrize("name", COMMANDS)
def test_help_prepares_nothing_and_does_nothing(name: str, flag: str, copy: Path, tmp_path: Path) -> None:
    done = call(copy / "bin" / name, flag, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"Uso: bin/{name}")
    assert len(done.stdout.splitlines()) >= 2
    assert not (copy / ".venv").exists()
    assert done.stderr == ""


@pytest.mark.parametrize("name", [n for n in COMMANDS if n not in ("bench", "test")])
def test_what_is_typed_reaches_the_program_with_where_the_user_stands(
    name: str, prepared: Path, tmp_path: Path
) -> None:
    place = tmp_path / "mis documentos"
    place.mkdir()
    done = call(prepared / "bin" / name, "--help", "un archivo.xml", cwd=place)
    first, *words = done.stdout.splitlines()
    assert first == f"from={place} in={prepared}"
    assert words[-2:] == ["<--help>", "<un archivo.xml>"]


@pytest.mark.parametrize("words", [["--todo"], ["--fast", "x"], ["x"]])
@pytest.mark.parametrize("name", ["bench", "test"])
def test_what_bench_and_test_do_not_know_is_refused(name: str, words: list[str], copy: Path, tmp_path: Path) -> None:
    done = call(copy / "bin" / name, *words, cwd=tmp_path)
    assert done.returncode == 2
    assert f"bin/{name} no conoce «{words[-1]}»" in done.stderr
    assert not (copy / ".venv").exists()


def run_sandbox(words: list[str]) -> int:
    before = sys.argv
    sys.argv = ["bin/sandbox", *words]
    try:
        sandbox.main()
    finally:
        sys.argv = before
    return 0


ORDERS = (
    "register",
    "numbering",
    "show",
    "redrive",
    "resend",
    "mail",
    "letters",
    "pause",
    "resume",
    "queues",
    "reconcile",
    "ledger",
    "rebuild",
)
Program = tuple[Callable[[list[str]], Any], list[str]]
PROGRAMS: dict[str, Program] = {
    "bin/run": (local.main, ["run"]),
    "bin/stop": (local.main, ["stop"]),
    "bin/send": (send.main, []),
    "bin/deploy": (deploy_stage.main, []),
    "bin/sandbox": (run_sandbox, []),
    "bin/ops": (ops.main, []),
    "bin/lock": (lock.main, []),
    "python -m infra.register": (register.main, []),
    "python -m infra.plantillas": (plantillas.main, []),
    "python -m infra.json_schemas": (json_schemas.main, []),
    "python -m infra.picture": (picture.main, []),
}
PROGRAMS |= {f"bin/ops {order}": (ops.main, [order]) for order in ORDERS}
ENGLISH = ("usage", "options:", "positional", "show this help", "required", "unrecognized", "argument ", "expected")


@pytest.fixture
def idle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever would act, fails the test."""

    def acted(*_: object, **__: object) -> None:
        raise AssertionError("it acted")

    for module, name in (
        (local, "stop"),
        (local, "run"),
        (local, "detach"),
        (deploy_stage, "deploy"),
        (sandbox, "build"),
        (register, "register"),
        (lock, "_compile"),
        (plantillas, "as_xlsx"),
        (json_schemas, "files"),
        (picture, "drawn"),
        (stage, "enter"),
    ):
        monkeypatch.setattr(module, name, acted)


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize("prog", PROGRAMS)
def test_every_program_helps_in_spanish_and_does_not_act(prog: str, capsys: pytest.CaptureFixture[str]) -> None:
    main, first = PROGRAMS[prog]
    with pytest.raises(SystemExit) as ended:
        main([*first, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith(f"Uso: {prog}")
    assert "muestra esta ayuda y termina" in said
    assert not [word for word in ENGLISH if word in said]


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize("prog", PROGRAMS)
def test_what_no_program_knows_is_refused_in_spanish(prog: str, capsys: pytest.CaptureFixture[str]) -> None:
    main, first = PROGRAMS[prog]
    with pytest.raises(SystemExit) as ended:
        main([*first, "--desconocida"])
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert f"{prog.split()[0]}" in said
    assert "Uso: " in said
    assert not [word for word in ENGLISH if word in said]


@pytest.mark.usefixtures("idle")
@pytest.mark.parametrize(
    ("prog", "words", "says"),
    [
        ("bin/stop", ["ya"], "no se conoce: ya"),
        ("bin/run", ["--once", "--detach"], "--detach no va junto con --once"),
        ("bin/run", ["--onc"], "no se conoce: --onc"),
        ("bin/send", [], "diga qué archivos enviar"),
        ("bin/send", ["--sample"], "a --sample le falta su valor"),
        ("bin/deploy", [], "falta: ETAPA"),
        ("bin/sandbox", ["--port", "abc"], "--port: «abc» no es un número entre 0 y 65535"),
        ("bin/sandbox", ["--port", "70000"], "--port: «70000» no es un número entre 0 y 65535"),
        ("bin/sandbox", ["--delay", "x"], "--delay: «x» no es un número"),
        ("bin/sandbox", ["--delay", "-1"], "--delay: «-1» no es un número desde 0"),
        ("bin/sandbox", ["--forget-after", "-3"], "--forget-after: «-3» no es un número desde 0"),
        ("bin/sandbox", ["--refusals", "nan"], "--refusals: «nan» no es un número entre 0"),
        ("bin/ops", ["register"], "falta: EMPRESA.json"),
        ("bin/ops", ["numbering", "1", "01", "001", "001", "0"], "SECUENCIAL: «0» no es un número entre 1 y 999999999"),
        ("bin/ops", [], "falta: ORDEN"),
        ("bin/ops", ["volar"], "«volar» no es ninguno de"),
        ("bin/ops", ["reconcile", "--tenant", "1", "--date", "ayer"], "«ayer» no es una fecha"),
    ],
)
def test_what_is_missing_or_wrong_is_said(
    prog: str, words: list[str], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    main, first = PROGRAMS[prog]
    with pytest.raises(SystemExit) as ended:
        main([*first, *words])
    assert ended.value.code == 2
    assert says in capsys.readouterr().err


# --- paths ------------------------------------------------------------------------------------------------------------
def test_a_path_begins_where_the_user_stands(tmp_path: Path) -> None:
    environment = {cli.FROM: str(tmp_path)}
    assert cli.place("a/b.xml", environment) == tmp_path / "a" / "b.xml"
    assert cli.place("/a/b.xml", environment) == Path("/a/b.xml")
    assert cli.place("b.xml", {}) == Path.cwd() / "b.xml"
    assert home_from(environment | {"RUBRICA_HOME": "pila"}).path == tmp_path / "pila"
    assert home_from(environment).path == ROOT / ".local"


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the user stands; no stack runs."""
    monkeypatch.setenv(cli.FROM, str(tmp_path))
    monkeypatch.setenv("RUBRICA_HOME", str(tmp_path / "home"))
    return tmp_path


def test_the_sample_is_written_where_the_user_stands(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert send.main(["--sample", "mi factura.xml"]) == 0
    assert (at / "mi factura.xml").read_bytes().startswith(b"<?xml")
    assert "bin/send mi factura.xml" in capsys.readouterr().out
    (at / "carpeta").mkdir()
    for place, why in (("no hay/mi factura.xml", "no existe esa carpeta"), ("carpeta", "es una carpeta")):
        assert send.main(["--sample", place]) == 1
        assert f"No se puede escribir {at / place}: {why}" in capsys.readouterr().err


def test_nothing_is_sent_if_one_of_the_files_cannot_be(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at / "bueno.xml").write_text("<a/>")
    (at / "vacio.xml").write_text("")
    (at / "carpeta").mkdir()
    assert send.main(["bueno.xml", "falta.xml", "vacio.xml", "carpeta"]) == 1
    said = capsys.readouterr().err
    for words in ("No existe el archivo", "vacio.xml está vacío", "carpeta es una carpeta", "No se envió nada."):
        assert words in said


def test_without_a_stack_or_with_one_that_died_it_is_said(at: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (at / "bueno.xml").write_text("<a/>")
    assert send.main(["bueno.xml"]) == 1
    assert "arránquela con bin/run --detach" in capsys.readouterr().err
    (at / "home").mkdir()
    for content in ("", "{}", '{"tenants": []}'):
        (at / "home" / "stack.json").write_text(content)
        assert send.main(["bueno.xml"]) == 1
        assert "arránquela con bin/run --detach" in capsys.readouterr().err


@pytest.mark.parametrize("content", [None, "", "{", "{}", "[]"])
def test_the_operators_command_says_that_no_stack_runs(
    content: str | None, at: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STAGE", "")
    if content is not None:
        (at / "home").mkdir()
        (at / "home" / "stack.json").write_text(content)
    assert ops.main(["queues"]) == 2
    assert "Rúbrica no está en marcha aquí" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (NoCredentialsError(), "Faltan las credenciales de AWS"),
        (EndpointConnectionError(endpoint_url="http://127.0.0.1:9/"), "No se llega a http://127.0.0.1:9/"),
    ],
)
def test_the_operators_command_says_that_nobody_answers(
    error: Exception, says: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def unanswered(stage: str | None) -> None:
        raise error

    monkeypatch.setattr(stage, "enter", unanswered)
    assert ops.main(["queues"]) == 1
    assert says in capsys.readouterr().err


ROW = {
    "posicion": 1,
    "archivo": "a.xml",
    "numero": "Factura 001-001-000000001",
    "clave_acceso": "1" * 49,
    "estado": "AUTORIZADO",
    "entrega": "ENVIADO",
    "ride": "ride/1/1.pdf",
    "errores": [],
    "advertencias": [],
}
WRONG = {"codigo": "TOT-IMPORTE", "puntero": "/factura/x", "mensaje": "No suma.", "que_hacer": "Sume.", "gravedad": ""}


class FakeStack:
    inbox = "inbox"

    def address(self, key: str) -> str:
        return f"http://x/{key}"


def test_the_results_are_shown_as_a_table() -> None:
    refused = ROW | {"posicion": 2, "numero": "", "estado": "RECHAZADO", "clave_acceso": "", "errores": [WRONG]}
    del refused["ride"], refused["entrega"]
    lines = list(send.table({"documentos": [ROW, refused]}, FakeStack()))  # type: ignore[arg-type]
    assert lines == [
        "   N.º  Documento                  Estado         Entrega",
        "✓    1  Factura 001-001-000000001  AUTORIZADO     ENVIADO",
        "        " + "1" * 49,
        "        http://x/ride/1/1.pdf",
        "✗    2  a.xml                      RECHAZADO",
        "        TOT-IMPORTE  /factura/x",
        "            No suma.",
        "            Sume.",
    ]


# --- companies --------------------------------------------------------------------------------------------------------
def test_a_company_is_registered_by_an_order_with_the_stage_of_the_order(
    at: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What README says an operator does: no variable of the environment has to be known."""
    entered: list[str] = []
    stored: list[Any] = []
    monkeypatch.setattr(stage, "enter", entered.append)

    def keep(company: dict[str, Any], folder: Path) -> register.Registered:
        stored.append((company["p12"], folder))
        return register.Registered("c1", [])

    monkeypatch.setattr(register, "register", keep)
    (at / "mías").mkdir()
    facts = dict.fromkeys(register.REQUIRED, "x") | {"p12": "firma.p12"}
    (at / "mías" / "empresa.json").write_text(json.dumps(facts))
    assert ops.main(["--stage", "pruebas", "register", "mías/empresa.json"]) == 0
    assert (entered, stored) == (["pruebas"], [("firma.p12", at / "mías")])
    assert ops.main(["register", "falta.json"]) == 1
    assert f"No se puede leer {at / 'falta.json'}" in capsys.readouterr().err


def test_the_series_of_an_issuer_is_named_in_full(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stage, "enter", lambda stage: None)
    assert ops.main(["numbering", "1790012345001", "1", "001", "001", "5"]) == 2
    assert "CODDOC: «1» debe tener 2 dígitos." in capsys.readouterr().err


def test_what_a_table_refuses_is_said_without_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(stage: str | None) -> None:
        raise GetError("Failed to get item: no access")

    monkeypatch.setattr(stage, "enter", refused)
    assert ops.main(["queues"]) == 1
    assert "AWS no respondió o no lo permitió" in capsys.readouterr().err


def test_whatever_an_authority_answers_is_shown_in_words() -> None:
    assert show.VERDICTS.keys() == {*Submitted, *Judged}
    facts = {"call": "query", "attempt": 1, "verdict": "unknown clave", "milliseconds": 7}
    assert show._told({"what": "call", "facts": facts}) == "autorización intento 1: no conoce la clave, 7 ms"


def test_a_document_that_does_not_exist_is_named_as_it_was_asked_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nobody = SimpleNamespace(get=lambda key: None)
    monkeypatch.setattr(stage, "enter", lambda stage: None)
    monkeypatch.setattr(wiring, "documents", lambda: nobody)
    monkeypatch.setattr(show, "_entries", lambda tenant, subject: iter(()))
    assert ops.main(["show", "1-2-7", "--tenant", "1790012345001"]) == 1
    said = capsys.readouterr().out
    assert said == "No hay ningún documento 001-002-000000007 (tipo 01, ambiente 1) del emisor 1790012345001.\n"


# --- the authority's folder -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("files", "says"),
    [
        (None, "no es una carpeta"),
        ({}, "no hay ningún certificado"),
        ({"leeme.txt": b"x"}, "no hay ningún certificado"),
        ({"raiz.pem": b"x"}, "no es un certificado"),
        ({"raiz.cer": b"\x30\x03"}, "no es un certificado"),
    ],
)
def test_a_trust_folder_that_gives_no_certificate_is_said(
    files: dict[str, bytes] | None, says: str, at: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if files is not None:
        (at / "raices").mkdir()
        for name, data in files.items():
            (at / "raices" / name).write_bytes(data)
    with pytest.raises(SystemExit, match=says):
        run_sandbox(["--port", "0", "--trust", "raices"])


def test_certificates_are_trusted_in_either_form(at: Path) -> None:
    from cryptography.hazmat.primitives.serialization import Encoding

    from infra.local.authority import Authority
    from tests.unit.signing.world import NOW

    authority = Authority(at / "authority", NOW)
    (at / "raiz.crt").write_bytes(authority.root.certificate.public_bytes(Encoding.DER))
    (at / "otra.pem").write_bytes(authority.intermediate.certificate.public_bytes(Encoding.PEM))
    assert set(load_trusted(str(at))) == {authority.root.certificate, authority.intermediate.certificate}


def test_a_state_that_cannot_be_kept_is_said(at: Path) -> None:
    with pytest.raises(SystemExit, match="no se puede guardar su estado"):
        run_sandbox(["--port", "0", "--state", "no hay/estado"])


# --- starting again ---------------------------------------------------------------------------------------------------
def test_old_code_is_out_of_the_way_at_once_and_deleted_later(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    home.prepare()
    for number in range(3):
        (home.temporary / str(number)).mkdir()
        (home.temporary / str(number) / "codigo.py").write_text("x")
    kept = [home.stack_file, home.cloud / "estado"]
    for file in kept:
        file.write_text("x")
    left = home.discarded / "de otra vez"
    left.mkdir(parents=True)
    (left / "codigo.py").write_text("x")
    children = discard(home, home.temporary)
    assert not home.temporary.exists()
    assert children is not None
    assert children.wait(60) == 0
    assert list(home.discarded.iterdir()) == []
    assert all(file.exists() for file in kept)
    assert discard(home, home.temporary) is None, "nothing is left to delete"


# --- stack.json -------------------------------------------------------------------------------------------------------
def test_the_addresses_name_nothing_that_does_not_exist(tmp_path: Path) -> None:
    def values(value: Any) -> list[Any]:
        if isinstance(value, dict):
            return [found for inner in value.values() for found in values(inner)]
        return [found for inner in value for found in values(inner)] if isinstance(value, list) else [value]

    tenant, customer = Credentials("1790012345001", "a", "s"), Customer("1710034065", "p")
    facts = stack_json.describe(Home(tmp_path), ports_from({}), "inbox", "archive", [tenant], customer)
    assert all(isinstance(value, str) and value for value in values(facts))
    assert not {"api_url", "sri_consulta_url"} & facts.keys()
    assert not {"api_key", "member_email", "member_password"} & facts["tenants"][0].keys()


def test_progress_counts_in_words() -> None:
    counts = {"documentos": 1, "autorizados": 1, "rechazados": 0, "en_proceso": 0}
    assert progress._summary(counts) == "1 documento, 1 autorizado, 0 rechazados, 0 en proceso"
    assert progress._summary(counts | {"documentos": 2}).startswith("2 documentos, 1 autorizado,")


def test_progress_counts_each_document_once() -> None:
    """What only waits for its RIDE or its mail is not in process at the authority too."""
    counts = {"documentos": 18, "autorizados": 15, "rechazados": 3, "en_proceso": 14}
    assert progress._summary(counts) == "18 documentos, 15 autorizados, 3 rechazados, 0 en proceso, 14 por entregar"
    counts = {"documentos": 18, "autorizados": 9, "rechazados": 3, "en_proceso": 14}
    assert progress._summary(counts) == "18 documentos, 9 autorizados, 3 rechazados, 6 en proceso, 8 por entregar"
