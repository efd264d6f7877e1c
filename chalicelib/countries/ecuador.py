"""Ecuador: what the core asks of a country, put together from its rules, the SRI's transport, signature and RIDE.

What only one stage needs is imported when that stage asks for it: the RIDE alone takes longer to import than the rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from functools import cached_property
from typing import TYPE_CHECKING

from chalicelib.adapters.sri.authority import Addresses, Sri
from chalicelib.adapters.sri.soap import SoapClient
from chalicelib.domain.ecuador.plazos import last_day
from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform, SignatureVerdict
from chalicelib.domain.ecuador.split import split
from chalicelib.domain.tenants.tenant import Branding, Tenant
from chalicelib.services.ports import Clock, Country, Signer

if TYPE_CHECKING:
    from chalicelib.ride.inputs import Brand

CODE = "EC"
GUAYAQUIL = timezone(timedelta(hours=-5), "America/Guayaquil")
"""Continental Ecuador: no daylight saving since 1993."""


def country(environment: Mapping[str, str], clock: Clock) -> Country:
    """Ecuador with the deployment's settings."""
    addresses = {
        ambiente: Addresses(
            recepcion=environment.get(f"SRI_RECEPCION_URL_{ambiente}", ""),
            autorizacion=environment.get(f"SRI_AUTORIZACION_URL_{ambiente}", ""),
        )
        for ambiente in ("1", "2")
    }
    return Country(
        code=CODE,
        timezone=GUAYAQUIL,
        preparer=EcuadorPreparer(Platform(ruc_proveedor=environment.get("RUC_PROVEEDOR", "")), _SignatureCheck(clock)),
        authority=Sri(addresses, SoapClient()),
        signer=_LazySigner(environment, clock),
        renderer=_Ride(),
        splitter=split,
        waiting="En espera del SRI",
        last_day=last_day,
        clave_begins=lambda day: f"{day:%d%m%Y}",
        series_begins=lambda s, day: f"{day:%d%m%Y}{s.kind}{s.issuer}{s.environment}{s.series}",
    )


class _SignatureCheck:
    """Judges the signatures that come with documents."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def __call__(self, signed: bytes, ruc: str) -> SignatureVerdict:
        """See `SignatureCheck`."""
        from chalicelib.signing.foreign import BadForeignSignature, verify

        try:
            return SignatureVerdict(doubts=verify(signed, ruc, self._clock.now()).doubts)
        except BadForeignSignature as error:
            return SignatureVerdict(reason=str(error))


class _LazySigner:
    """The signer, made at the first signature."""

    def __init__(self, environment: Mapping[str, str], clock: Clock) -> None:
        self._environment = environment
        self._clock = clock

    @cached_property
    def _signer(self) -> Signer:
        from chalicelib.adapters.aws import client
        from chalicelib.adapters.dynamodb.certificates import DynamoSealedKeys, WatchedKeys
        from chalicelib.adapters.dynamodb.ledger import DynamoLedger
        from chalicelib.adapters.kms import KmsDataKeys
        from chalicelib.adapters.signer import XadesSigner
        from chalicelib.signing.keysource import KeySource
        from chalicelib.signing.profile import Algorithm

        data_keys = KmsDataKeys(client("kms"), self._environment["SIGNING_KEY_ID"])
        watched = WatchedKeys(DynamoSealedKeys(), DynamoLedger(), self._clock)
        keys = KeySource(watched, data_keys, self._clock.now)
        algorithm = Algorithm(self._environment.get("SIGNATURE_ALGORITHM", Algorithm.SHA1.value))
        return XadesSigner(keys, algorithm)

    def sign(self, tenant: Tenant, unsigned: bytes, now: datetime) -> bytes:
        """See `Signer`."""
        return self._signer.sign(tenant, unsigned, now)

    def check(self, tenant: Tenant, unsigned: bytes, signed: bytes) -> None:
        """See `Signer`."""
        self._signer.check(tenant, unsigned, signed)


class _Ride:
    """Implements `Renderer`."""

    def render(self, evidence: bytes, branding: Branding, logo: bytes | None) -> bytes:
        """The RIDE of an archived `<autorizacion>`."""
        from chalicelib.ride.render import render

        return render(evidence, _brand(branding, logo), branding.format)

    def render_pending(self, signed: bytes, branding: Branding, logo: bytes | None) -> bytes:
        """The RIDE of a signed comprobante that the SRI has not authorised yet."""
        from chalicelib.ride.render import render_pending

        return render_pending(signed, _brand(branding, logo), branding.format)


def _brand(branding: Branding, logo: bytes | None) -> Brand:
    from chalicelib.ride.inputs import Brand

    return Brand(logo, branding.colour, branding.footer, branding.archivable)
