"""Where the portal is put together: adapters into use cases, made when they are first needed."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from chalicelib.handlers import wiring
from chalicelib.handlers.portal import texts
from chalicelib.services.portal.check import Check
from chalicelib.services.portal.context import Portal, Settings
from chalicelib.services.portal.documents import Reading
from chalicelib.services.portal.email_change import EmailChange
from chalicelib.services.portal.images import Images
from chalicelib.services.portal.letters import Letters
from chalicelib.services.portal.login import Login
from chalicelib.services.portal.owing import Delivery
from chalicelib.services.portal.packing import Packing
from chalicelib.services.portal.profile import Profile
from chalicelib.services.portal.recovery import Recovery
from chalicelib.services.portal.registration import Registration
from chalicelib.services.portal.search import Searching
from chalicelib.services.portal.sessions import Sessions

DEFAULT_WAIT_HOURS = 48


@dataclass(frozen=True)
class UseCases:
    """Everything the pages call."""

    portal: Portal
    images: Images
    sessions: Sessions
    login: Login
    registration: Registration
    recovery: Recovery
    email: EmailChange
    searching: Searching
    reading: Reading
    packing: Packing
    profile: Profile
    check: Check


def use_cases(portal: Portal) -> UseCases:
    """The use cases over some ports."""
    images, sessions, email, searching = Images(portal), Sessions(portal), EmailChange(portal), Searching(portal)
    reading = Reading(portal)
    return UseCases(
        portal=portal,
        images=images,
        sessions=sessions,
        login=Login(portal, images, sessions),
        registration=Registration(portal, images, email),
        recovery=Recovery(portal, images, email),
        email=email,
        searching=searching,
        reading=reading,
        packing=Packing(portal, searching, reading, texts.text),
        profile=Profile(portal, sessions, email),
        check=Check(portal, images),
    )


@cache
def deployed() -> UseCases:
    """The use cases of this deployment."""
    return use_cases(portal())


@cache
def portal() -> Portal:
    """The ports of this deployment."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.clock import SystemClock
    from chalicelib.adapters.dynamodb.accounts import DynamoAccounts
    from chalicelib.adapters.dynamodb.ledger import DynamoLedger
    from chalicelib.adapters.dynamodb.outbox import DynamoOutbox
    from chalicelib.adapters.dynamodb.passes import DynamoLimits, DynamoPasses
    from chalicelib.adapters.dynamodb.received import DynamoReceived
    from chalicelib.adapters.dynamodb.sessions import DynamoSessions
    from chalicelib.adapters.kms import KmsDataKeys
    from chalicelib.adapters.portal.chance import SystemChance
    from chalicelib.adapters.portal.codes import LazyCodes
    from chalicelib.adapters.portal.directory import DynamoDirectory
    from chalicelib.adapters.portal.files import S3Files
    from chalicelib.adapters.portal.images import CaptchaImages
    from chalicelib.adapters.portal.notices import SqsNotices
    from chalicelib.adapters.portal.passwords import Argon2Passwords
    from chalicelib.adapters.portal.secrets import PortalSecrets, stored_master
    from chalicelib.countries.audience import audience

    clock = SystemClock()
    keys = KmsDataKeys(client("kms"), os.environ["PORTAL_KEY_ID"])
    return Portal(
        accounts=DynamoAccounts(),
        sessions=DynamoSessions(),
        passes=DynamoPasses(),
        limits=DynamoLimits(),
        passwords=Argon2Passwords(),
        secrets=PortalSecrets(lambda: stored_master(keys)),
        chance=SystemChance(),
        outbox=DynamoOutbox(),
        notices=SqsNotices(client("sqs"), os.environ["LETTERS_QUEUE_URL"]),
        codes=LazyCodes(),
        images=CaptchaImages(),
        country=audience(os.environ.get("PORTAL_COUNTRY", "EC")),
        directory=DynamoDirectory(clock),
        received=DynamoReceived(wiring.documents()),
        files=S3Files(client("s3"), os.environ["ARCHIVE_BUCKET"], os.environ["DOWNLOADS_BUCKET"]),
        ledger=DynamoLedger(),
        alerts=wiring.telemetry(),
        clock=clock,
        settings=settings(),
    )


def settings() -> Settings:
    """What the deployment says."""
    from chalicelib.domain.accounts.recovery import DEFAULT_MODE, Mode

    return Settings(
        url=os.environ["PORTAL_URL"].rstrip("/") + "/",
        support=os.environ.get("SUPPORT_CONTACT", ""),
        support_hours=os.environ.get("SUPPORT_HOURS", ""),
        question_mode=Mode(os.environ.get("SECRET_QUESTION", "") or DEFAULT_MODE),
        address_wait=timedelta(hours=float(os.environ.get("ADDRESS_WAIT_HOURS") or DEFAULT_WAIT_HOURS)),
    )


@cache
def letters() -> Letters:
    """The mails, for the function behind the queue."""
    from chalicelib.adapters.aws import client
    from chalicelib.adapters.dynamodb.lines import DynamoSuppressions
    from chalicelib.adapters.portal.mailer import SesMailer
    from chalicelib.adapters.ses import SesPost

    sender = os.environ["MAIL_SENDER"]
    ses, settings, clock = client("ses"), portal().settings, portal().clock
    mailer = SesMailer(ses, sender, settings, texts.text, clock)
    post = SesPost(ses, sender, clock, os.environ.get("MAIL_REPORTS", ""), settings.url)
    return Letters(portal(), mailer, post, DynamoSuppressions(), wiring.results(), deployed().packing)


@cache
def delivery() -> Delivery:
    """What delivers what people are owed, in the same function."""
    return Delivery(portal(), letters(), wiring.telemetry())
