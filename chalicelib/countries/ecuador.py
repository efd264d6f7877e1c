"""Ecuador: what the core asks of a country, put together from its rules, the SRI's transport, the signature and the RIDE."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta, timezone
from functools import cache

from chalicelib.services.ports import Clock, Country

CODE = "EC"
GUAYAQUIL = timezone(timedelta(hours=-5), "America/Guayaquil")
"""Continental Ecuador: no daylight saving since 1993."""


def country(environment: Mapping[str, str], clock: Clock) -> Country:
    """Ecuador with the deployment's settings."""
    from chalicelib.domain.ecuador.prepare import EcuadorPreparer, Platform
    from chalicelib.domain.ecuador.split import split

    return Country(
        code=CODE,
        timezone=GUAYAQUIL,
        preparer=EcuadorPreparer(Platform(ruc_proveedor=environment.get("RUC_PROVEEDOR", ""))),
        authority=_Sri(environment),
        signer=_Signer(environment, clock),
        renderer=_Ride(),
        splitter=split,
    )
