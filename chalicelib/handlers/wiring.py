"""Where everything is put together: settings from the environment, adapters into services. Nothing else knows how.

Imports happen inside the functions, so that a function of one stage does not pay for the libraries of another, and
importing `app.py` stays cheap.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta
from functools import cache, partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chalicelib.adapters.dynamodb.documents import DynamoDocuments
    from chalicelib.adapters.s3 import S3Archive
    from chalicelib.adapters.telemetry import JsonTelemetry
    from chalicelib.countries import Registry
    from chalicelib.domain.documents.line import Rules
    from chalicelib.handlers.records import Worker
    from chalicelib.services.context import Services
    from chalicelib.services.freshness import Freshness
    from chalicelib.services.intake import Intake
    from chalicelib.services.ledger.chaining import Chaining
    from chalicelib.services.notification import MailReports
    from chalicelib.services.pipeline import Pipeline
    from chalicelib.services.portal.owing import Reminder
    from chalicelib.services.ports import Inbox, Queues
    from chalicelib.services.results import Results
    from chalicelib.services.sweep import Sweep

RELEASED_AT_ONCE = 10
"""Documents that the dispatcher releases side by side: as many as connections that boto3 keeps."""
QUEUES = ("intake", "signing", "submission", "authorization", "rendering", "notification", "results", "letters")


@cache
def telemetry() -> JsonTelemetry:
    """Logs, metrics, traces."""
    from chalicelib.adapters.telemetry import JsonTelemetry, logger

    return JsonTelemetry(os.environ["STAGE"], logger(os.environ.get("LOG_LEVEL", "INFO")))


@cache
def archive() -> S3Archive:
    """The documents' files."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.adapters.s3 import S3Archive

    lock = os.environ.get("ARCHIVE_LOCK", "COMPLIANCE")
    return S3Archive(client("s3"), os.environ["ARCHIVE_BUCKET"], SystemClock(), lock)


@cache
def inbox() -> Inbox:
    """The issuers' inbox."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.s3 import S3Inbox

    return S3Inbox(client("s3"), os.environ["INBOX_BUCKET"])


@cache
def queues() -> Queues:
    """The stages' queues."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.sqs import SqsQueues

    return SqsQueues(client("sqs"), {name: os.environ[f"{name.upper()}_QUEUE_URL"] for name in QUEUES})


@cache
def worker(stage: str) -> Worker:
    """What the function of a stage has for handling its records."""
    from chalicelib.adapters import tracing
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.sqs import SqsSecondQueue
    from chalicelib.handlers.records import Worker
    from chalicelib.services.turns import Shares

    second = SqsSecondQueue(client("sqs"), os.environ[f"{stage.upper()}_QUEUE_URL"])
    return Worker(second, Shares(), time.monotonic, partial(telemetry().fault, stage), tracing.carried)


@cache
def countries() -> Registry:
    """The countries that are registered."""
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.countries import registry

    return registry(os.environ, SystemClock())


@cache
def documents() -> DynamoDocuments:
    """The document records, each compared with what was asked for."""
    from chalicelib.adapters.dynamodb.documents import DynamoDocuments
    from chalicelib.countries.audience import audience
    from chalicelib.services.ownership import Records

    return DynamoDocuments(Records(lambda code, clave: audience(code).id_of_clave(clave), telemetry()).right)


@cache
def results() -> Results:
    """The results files."""
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.adapters.dynamodb.batches import DynamoBatches
    from chalicelib.services.results import Results

    return Results(
        documents=documents(),
        batches=DynamoBatches(),
        inbox=inbox(),
        queues=queues(),
        clock=SystemClock(),
        freshness=freshness(),
    )


@cache
def freshness(*, every: bool = False) -> Freshness:
    """Whether the tables are as new as the archive: the documents' alone, or `every` one."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.beats import AwsBeats
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.services.freshness import Freshness

    return Freshness(AwsBeats(client("s3"), os.environ["ARCHIVE_BUCKET"], every=every), SystemClock(), telemetry())


def intake_queues(sqs: Any) -> Queues:
    """The queues as the intake sees them: what it continues stands aside, and those who come meanwhile go first."""
    from chalicelib.adapters.sqs import SqsQueues

    own = {"results": os.environ["RESULTS_QUEUE_URL"], "intake": f"{os.environ['INTAKE_QUEUE_URL']}-aside"}
    return SqsQueues(sqs, own)


@cache
def intake() -> Intake:
    """The first stage."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.clock import SystemClock, pause
    from chalicelib.adapters.dynamodb.batches import DynamoBatches
    from chalicelib.adapters.dynamodb.numbering import DynamoNumbering
    from chalicelib.adapters.dynamodb.tenants import DynamoTenants
    from chalicelib.services.intake import LEASE_SECONDS, Intake

    return Intake(
        documents=documents(),
        batches=DynamoBatches(),
        tenants=DynamoTenants(),
        inbox=inbox(),
        archive=archive(),
        queues=intake_queues(client("sqs")),
        countries=countries(),
        numbering=DynamoNumbering(),
        clock=SystemClock(),
        telemetry=telemetry(),
        claves=archive(),
        freshness=freshness(every=True),
        pause=pause,
        lease_seconds=min(LEASE_SECONDS, int(os.environ.get("LEASE_SECONDS", LEASE_SECONDS))),
    )


@cache
def pipeline() -> Pipeline:
    """The stages of a document."""
    from chalicelib.services.pipeline import Pipeline

    return Pipeline(services(), telemetry())


@cache
def sweep() -> Sweep:
    """The scheduled stage."""
    from concurrent.futures import ThreadPoolExecutor

    from chalicelib.adapters.dynamodb.lines import DynamoLines
    from chalicelib.services.dispatch import Dispatch
    from chalicelib.services.sweep import Sweep

    shared = services()
    threads = ThreadPoolExecutor(RELEASED_AT_ONCE)
    dispatch = Dispatch(shared, DynamoLines(), _rules(), threads.map)
    return Sweep(shared, dispatch, inbox(), freshness(every=True))


@cache
def reminder() -> Reminder:
    """The part of the scheduled stage that is about what people are owed."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
    from chalicelib.adapters.portal.notices import SqsNotices
    from chalicelib.services.portal.owing import Reminder

    return Reminder(DynamoOutbox(), SqsNotices(client("sqs"), os.environ["LETTERS_QUEUE_URL"]), SystemClock())


@cache
def chaining() -> Chaining:
    """What chains and seals the ledger."""
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.adapters.dynamodb.ledger import DynamoChains
    from chalicelib.services.ledger.chaining import Chaining

    every = timedelta(seconds=int(os.environ.get("LEDGER_SEAL_SECONDS", "3600")))
    return Chaining(DynamoChains(), archive(), SystemClock(), telemetry(), every)


@cache
def mail_reports() -> MailReports:
    """What SES reports."""
    from chalicelib.services.notification import MailReports

    return MailReports(services())


def _portal_url() -> str:
    """The portal's address, with a slash at the end."""
    return os.environ["PORTAL_URL"].rstrip("/") + "/" if os.environ.get("PORTAL_URL") else ""


def _rules() -> Rules:
    from chalicelib.domain.documents.line import Rules

    return Rules(
        cap=int(os.environ.get("CALLS_PER_SECOND", "50")),
        probe_base=timedelta(seconds=int(os.environ.get("PROBE_SECONDS", "30"))),
    )


@cache
def services() -> Services:
    """The ports and settings that the stages share."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.clock import SystemChance, SystemClock, pause
    from chalicelib.adapters.dynamodb.batches import DynamoBatches
    from chalicelib.adapters.dynamodb.ledger import DynamoLedger
    from chalicelib.adapters.dynamodb.lines import DynamoLines, DynamoSuppressions
    from chalicelib.adapters.dynamodb.tenants import DynamoTenants
    from chalicelib.adapters.ses import SesPost
    from chalicelib.services.context import Services, Settings
    from chalicelib.services.gate import Gate

    clock, chance, lines = SystemClock(), SystemChance(), DynamoLines()
    return Services(
        documents=documents(),
        batches=DynamoBatches(),
        tenants=DynamoTenants(),
        archive=archive(),
        queues=queues(),
        countries=countries(),
        post=SesPost(
            client("ses"), os.environ["MAIL_SENDER"], clock, os.environ.get("MAIL_REPORTS", ""), _portal_url()
        ),
        clock=clock,
        settings=Settings(
            retry_base=timedelta(seconds=int(os.environ.get("RETRY_BASE_SECONDS", "30"))),
            lease_seconds=int(os.environ.get("LEASE_SECONDS", "120")),
        ),
        results=results(),
        telemetry=telemetry(),
        chance=chance,
        lines=lines,
        gate=Gate(lines, countries(), clock, chance, _rules(), DynamoLedger(), pause),
        suppressions=DynamoSuppressions(),
        freshness=freshness(),
    )
