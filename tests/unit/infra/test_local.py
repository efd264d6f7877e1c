"""The local stack's own parts: ports, leftovers, letters, pages."""

from __future__ import annotations

import io
import json
import os
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from infra.local import cloud, restored
from infra.local.home import Home, Port, Ports, StartError, ports_from
from infra.local.mail import LetterBox, MailServer
from infra.local.pages import Pages
from infra.local.processes import clear_leftovers, command_line, running

CLAVE = "2311202601179214763800110010010000000011234567819"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    made.prepare()
    return made


@pytest.fixture
def box(tmp_path: Path) -> LetterBox:
    return LetterBox(tmp_path / "mail")


@pytest.fixture
def server(box: LetterBox) -> Iterator[MailServer]:
    server = MailServer(box)
    server.start()
    yield server
    server.shutdown()
    server.server_close()


def letter(subject: str = "Factura de Ñandú & Cía.") -> EmailMessage:
    """A mail with everything."""
    message = EmailMessage(policy=SMTP)
    message["From"] = "Andina <facturas@rubrica.example>"
    message["To"] = "María Peñafiel <maria@example.com>"
    message["Subject"] = subject
    message["Message-ID"] = "<abc-1@email.amazonses.com>"
    message.set_content(f"Clave {CLAVE}\n.una línea que empieza con punto\n")
    message.add_alternative("<p>Hola <b>María</b></p>", subtype="html")
    message.add_attachment(b"%PDF-1.7 \r\n.\r\nfin", maintype="application", subtype="pdf", filename="añejo.pdf")
    return message


def send(server: MailServer, message: EmailMessage) -> None:
    host, port = server.address.split(":")
    with smtplib.SMTP(host, int(port), timeout=10) as smtp:
        smtp.send_message(message)


# --- ports ------------------------------------------------------------------------------------------------------------
def test_a_port_that_is_taken_is_named_with_its_holder_and_the_variable_that_moves_it() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        front = Port(number, "la puerta de entrada", "RUBRICA_PORT")
        with pytest.raises(StartError) as caught:
            Ports(front, front, front).check_free()
    text = str(caught.value)
    assert str(number) in text
    assert "RUBRICA_PORT=" in text
    if sys.platform == "linux":
        assert str(os.getpid()) in text


@pytest.mark.parametrize("value", ["", "abc", "0", "70000", "-1", "80 "])
def test_what_is_no_port_is_refused_by_the_name_of_its_variable(value: str) -> None:
    with pytest.raises(StartError, match="RUBRICA_CLOUD_PORT"):
        ports_from({"RUBRICA_CLOUD_PORT": value})


def test_without_variables_the_ports_are_the_documented_ones() -> None:
    ports = ports_from({})
    assert (ports.front.number, ports.cloud.number, ports.sri.number) == (8000, 4566, 9000)


# --- leftovers --------------------------------------------------------------------------------------------------------
def test_a_process_left_behind_is_ended_and_one_that_took_its_number_is_not(home: Home) -> None:
    left = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    stranger = subprocess.Popen([sys.executable, "-c", "input('x')"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    try:
        home.run_file.write_text(
            json.dumps(
                {
                    "cloud": {"pid": left.pid, "command": command_line(left.pid)},
                    "sri": {"pid": stranger.pid, "command": "python -m infra.sandbox"},
                }
            )
        )
        assert clear_leftovers(home) == ["cloud"]
        assert left.wait(10) != 0
        assert stranger.poll() is None
        assert not home.run_file.exists()
    finally:
        for process in (left, stranger):
            process.kill()
            process.communicate()


def test_a_running_stack_is_not_started_twice(home: Home) -> None:
    me = os.getpid()
    home.run_file.write_text(json.dumps({"main": {"pid": me, "command": command_line(me)}}))
    with pytest.raises(StartError, match="bin/stop"):
        clear_leftovers(home)
    assert running(home) == {"main": me}


@pytest.mark.parametrize("content", ["", "{", "[]", '{"main": 3}', '{"main": {"pid": "x", "command": "y"}}'])
def test_a_run_file_cut_short_is_no_obstacle(home: Home, content: str) -> None:
    home.run_file.write_text(content)
    assert clear_leftovers(home) == []


def test_a_cloud_killed_before_it_ever_saved_begins_anew(home: Home) -> None:
    (home.cloud / "s3").mkdir()
    (home.path / "cloud-is-running").touch()
    assert "de nuevo" in cloud.repair(home)
    assert not (home.cloud / "s3").exists()
    assert cloud.repair(home) == ""


def test_a_cloud_that_starts_again_on_another_port_finds_its_queues(home: Home) -> None:
    state = home.cloud / "state"
    state.mkdir()
    queue = "http://127.0.0.1:4566/000000000000/intake"
    (state / "sqs.json").write_text(json.dumps({"queues": {queue: {}}}))
    (state / "lambda.json").write_text(json.dumps({"INTAKE_QUEUE_URL": queue, "SRI": "http://127.0.0.1:45660/"}))
    cloud.move(home, Port(4599, "", ""))
    moved = "http://127.0.0.1:4599/000000000000/intake"
    assert json.loads((state / "sqs.json").read_text()) == {"queues": {moved: {}}}
    assert json.loads((state / "lambda.json").read_text()) == {
        "INTAKE_QUEUE_URL": moved,
        "SRI": "http://127.0.0.1:45660/",
    }
    cloud.move(home, Port(4599, "", ""))
    assert moved in (state / "sqs.json").read_text()


def test_a_cloud_killed_later_takes_up_what_it_saved(home: Home) -> None:
    (home.cloud / "state").mkdir()
    (home.cloud / "state" / "cloudformation.json").write_text("{}")
    (home.path / "cloud-is-running").touch()
    assert "retoma" in cloud.repair(home)
    assert (home.cloud / "state" / "cloudformation.json").exists()
    assert home.rebuild_file.exists(), "what it did not save is owed a rebuild"


class _Aws:
    """S3 and DynamoDB as `restored` uses them: one object, one item a table."""

    def __init__(self, archived: str, tables: dict[str, str]) -> None:
        self.archived = archived
        self.tables = tables

    def get_object(self, **_: object) -> dict[str, Any]:
        return {"Body": io.BytesIO(self.archived.encode())}

    def put_object(self, *, Body: bytes, **_: object) -> None:
        self.archived = Body.decode()

    def get_item(self, *, TableName: str, **_: object) -> dict[str, Any]:
        beat = self.tables.get(TableName.rpartition("-")[2])
        return {"Item": {"beat": {"S": beat}}} if beat else {}


NOON = "2026-11-23T12:00:00.000000+00:00"


def test_a_start_after_a_kill_closes_the_service_until_the_rebuild_has_stood(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws = _Aws(NOON, dict.fromkeys(("documents", "batches", "series"), NOON))
    monkeypatch.setattr(restored, "client", lambda *_: aws)
    cloud = Port(4566, "", "")
    restored.close_if_killed(home, cloud)
    assert not restored.is_behind(cloud), "it stopped in order"
    home.rebuild_file.touch()
    restored.close_if_killed(home, cloud)
    assert restored.is_behind(cloud)
    orders: list[tuple[str, ...]] = []

    def noted(_: Port, *order: str) -> str:
        orders.append(order)
        return ""

    monkeypatch.setattr(restored, "_ops", noted)
    restored.rebuild(home, cloud)
    assert orders[0] == ("rebuild",)
    assert {order[:2] for order in orders[1:]} == {("redrive", "--tenant")}
    assert not home.rebuild_file.exists()


@pytest.mark.parametrize("lost", ["documents", "batches", "series"])
def test_a_table_that_lost_records_is_seen_at_the_next_start(
    home: Home, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    aws = _Aws(NOON, {name: NOON for name in ("documents", "batches", "series") if name != lost})
    monkeypatch.setattr(restored, "client", lambda *_: aws)
    assert restored.is_behind(Port(4566, "", ""))


# --- mail -------------------------------------------------------------------------------------------------------------
def test_a_letter_is_kept_whole(server: MailServer, box: LetterBox) -> None:
    send(server, letter())
    (kept,) = box.letters()
    assert kept.id == "abc-1@email.amazonses.com"
    assert kept.subject == "Factura de Ñandú & Cía."
    assert kept.to == "María Peñafiel <maria@example.com>"
    assert CLAVE in kept.text
    assert "\n.una línea" in kept.text.replace("\r", "")
    (file,) = kept.attachments
    assert (file.name, file.content_type, file.content) == ("añejo.pdf", "application/pdf", b"%PDF-1.7 \r\n.\r\nfin")


@pytest.mark.parametrize("name", ["../abc-1", "", ".", "abc/1", "nadie"])
def test_no_file_but_a_letter_is_read(box: LetterBox, name: str) -> None:
    box.keep(letter().as_bytes())
    assert box.letter(name) is None


# --- pages ------------------------------------------------------------------------------------------------------------
class _NoPages:
    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        return [{"Items": [], "Contents": [{"Key": "ride/1/<script>.pdf"}]}]


class _Client:
    def get_paginator(self, _name: str) -> _NoPages:
        return _NoPages()


@pytest.fixture
def pages(box: LetterBox) -> Pages:
    return Pages(_Client(), _Client(), "inbox", "archive", "documents", box)


def test_the_outbox_for_machines_has_the_letters_and_where_their_files_are(box: LetterBox, pages: Pages) -> None:
    box.keep(letter().as_bytes())
    (message,) = json.loads(pages.answer("/_local/outbox.json").body)["messages"]["000000000000"]
    assert message["Subject"] == "Factura de Ñandú & Cía."
    file = pages.answer(message["Attachments"][0]["Path"])
    assert file.body == b"%PDF-1.7 \r\n.\r\nfin"
    assert ("X-Content-Type-Options", "nosniff") in file.headers


def test_what_a_mail_says_is_shown_and_never_run(box: LetterBox, pages: Pages) -> None:
    box.keep(letter("<script>alert(1)</script>").as_bytes())
    listed = pages.answer("/_local/correo").body.decode()
    assert "<script>" not in listed
    assert "&lt;script&gt;" in listed
    shown = pages.answer("/_local/correo/abc-1@email.amazonses.com/html")
    assert any(name == "Content-Security-Policy" and value.startswith("sandbox") for name, value in shown.headers)


def test_a_picture_that_came_with_the_mail_is_shown(box: LetterBox, pages: Pages) -> None:
    message = letter()
    message.clear_content()
    message.set_content("texto")
    message.add_alternative('<img src="cid:logo@rubrica">', subtype="html")
    page = message.get_payload()[1]  # type: ignore[index]
    assert isinstance(page, EmailMessage)
    page.add_related(b"PNG", maintype="image", subtype="png", cid="<logo@rubrica>")
    box.keep(message.as_bytes())
    (kept,) = box.letters()
    assert kept.attachments == ()
    shown = pages.answer(f"/_local/correo/{kept.id}/html").body.decode()
    assert 'src="data:image/png;base64,UE5H"' in shown


def test_names_of_files_are_escaped(pages: Pages) -> None:
    shown = pages.answer("/_local/archivo?prefijo=ride/").body.decode()
    assert "<script>" not in shown
    assert "/_local/archivo/ride/1/%3Cscript%3E.pdf" in shown


@pytest.mark.parametrize("path", ["/_local/nada", "/_local/correo/nadie", "/_local/correo/../../etc"])
def test_a_page_that_is_not_there_says_so(pages: Pages, path: str) -> None:
    assert pages.answer(path).status == 404
