"""The pipeline's doors: one function per stage, for its two queues. Each record is handled by itself (`records`)."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from chalice.app import Blueprint, SQSEvent

from chalicelib.handlers import messages, records, wiring
from chalicelib.handlers.messages import (
    DeliverOwed,
    LookAtDocument,
    MailReported,
    Message,
    ObjectCreated,
    TellSomebody,
    WriteResults,
)
from chalicelib.handlers.records import Answer

pipeline = Blueprint(__name__)

BATCH_SIZE = 10
SLICE_SECONDS = 5.0
"""A file that takes the intake longer is continued from the second queue: those behind it do not wait for its end."""
INTAKE_MARGIN_MS = 20_000
"""An intake with less time left hands its batch on: longer than any handful of documents takes."""
MARGIN_MS = {"submission": 80_000, "authorization": 30_000, "intake": 30_000}
"""A record is begun only with more time left than this: submission may ask, hand in and ask again, 25 seconds each."""
OTHER_MARGIN_MS = 15_000
SIDE_BY_SIDE = {"submission": BATCH_SIZE, "authorization": BATCH_SIZE}
"""Stages that mostly wait for the authority."""


def _each(stage: str, event: SQSEvent, handle: Callable[[Message], None]) -> Answer:
    """Handle every message; answer which ones come again."""
    context: Any = event.context
    margin = MARGIN_MS.get(stage, OTHER_MARGIN_MS)
    return records.each(
        event.to_dict()["Records"],
        handle,
        wiring.worker(stage),
        in_time=lambda: bool(context.get_remaining_time_in_millis() > margin),
        side_by_side=SIDE_BY_SIDE.get(stage, 1),
    )


def _stage(name: str, event: SQSEvent) -> Answer:
    from chalicelib.domain.documents import paths
    from chalicelib.domain.documents.record import Stage

    stage = Stage(name)
    # Made before the threads begin: not everything that is made here may be made twice at once.
    steps, countries = wiring.pipeline(), wiring.countries()

    def handle(message: Message) -> None:
        match message:
            case LookAtDocument(document_id):
                steps.run(stage, document_id)
            case ObjectCreated(key, _):
                steps.run(stage, countries.number_of(paths.clave_of(key)).key)
            case _:
                raise messages.NotOurs("not a message about a document")

    return _each(name, event, handle)


@pipeline.on_sqs_message(queue="intake", batch_size=BATCH_SIZE, name="intake")
def intake(event: SQSEvent) -> Answer:
    """A file was dropped."""
    in_front = not records.aside(event.to_dict()["Records"])

    def handle(message: Message) -> None:
        if not isinstance(message, ObjectCreated):
            raise messages.NotOurs("not a message about a file")
        begun = time.monotonic()

        def enough() -> bool:
            context: Any = event.context
            if in_front and time.monotonic() - begun > SLICE_SECONDS:
                return True
            return bool(context.get_remaining_time_in_millis() < INTAKE_MARGIN_MS)

        wiring.intake().take(message.key, message.version, enough)

    return _each("intake", event, handle)


@pipeline.on_sqs_message(queue="signing", batch_size=BATCH_SIZE, name="signing")
def signing(event: SQSEvent) -> Answer:
    """An unsigned document was stored."""
    return _stage("signing", event)


@pipeline.on_sqs_message(queue="submission", batch_size=BATCH_SIZE, name="submission")
def submission(event: SQSEvent) -> Answer:
    """A signed document was stored."""
    return _stage("submission", event)


@pipeline.on_sqs_message(queue="authorization", batch_size=BATCH_SIZE, name="authorization")
def authorization(event: SQSEvent) -> Answer:
    """It is time to ask about a document."""
    return _stage("authorization", event)


@pipeline.on_sqs_message(queue="rendering", batch_size=BATCH_SIZE, name="rendering")
def rendering(event: SQSEvent) -> Answer:
    """An authorised document was stored."""
    return _stage("rendering", event)


@pipeline.on_sqs_message(queue="notification", batch_size=BATCH_SIZE, name="notification")
def notification(event: SQSEvent) -> Answer:
    """A representation was stored."""
    return _stage("notification", event)


@pipeline.on_sqs_message(queue="results", batch_size=BATCH_SIZE, name="results")
def results(event: SQSEvent) -> Answer:
    """The results of a batch are out of date."""

    def handle(message: Message) -> None:
        if not isinstance(message, WriteResults):
            raise messages.NotOurs("not a message about a batch")
        wiring.results().write(message.batch_id)

    return _each("results", event, handle)


@pipeline.on_sqs_message(queue="reports", batch_size=BATCH_SIZE, name="reports")
def reports(event: SQSEvent) -> Answer:
    """SES says what became of mails."""
    from chalicelib.adapters.ses_reports import read_report

    def handle(message: Message) -> None:
        if not isinstance(message, MailReported):
            raise messages.NotOurs("not a report of a mail")
        report = read_report(message.report, wiring.countries().number_of)
        if report is not None:
            with wiring.telemetry().step("reports", "") as step:
                step.note(state=report.state.value)
                wiring.mail_reports().take(report)

    return _each("reports", event, handle)


@pipeline.on_sqs_message(queue="letters", batch_size=BATCH_SIZE, name="letters")
def letters(event: SQSEvent) -> Answer:
    """Somebody has to be told something by mail."""
    from chalicelib.handlers.portal import wiring as portal
    from chalicelib.services.ports import Unavailable

    def handle(message: Message) -> None:
        match message:
            case DeliverOwed(owed_id):
                with wiring.telemetry().step("letters", "") as step:
                    step.note(delivered=portal.delivery().run(owed_id))
            case TellSomebody(letter, facts):
                if not wiring.freshness().is_open():
                    # Nothing would come of it: the record it is about may be of an earlier moment, or not there.
                    raise Unavailable("the tables are behind the archive")
                with wiring.telemetry().step(f"letters {letter}", ""):
                    portal.letters().deliver(letter, facts)
            case _:
                raise messages.NotOurs("not a notice")

    return _each("letters", event, handle)
