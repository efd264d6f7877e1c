"""Whose key signs: what lies in a company's row is compared with the company, before anything is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from asn1crypto import core
from cryptography import x509

from chalicelib.adapters.signer import XadesSigner
from chalicelib.domain.tenants.tenant import Tenant
from chalicelib.services.ports import SigningRefused
from chalicelib.signing import keysource
from chalicelib.signing.certificate import identifier
from chalicelib.signing.envelope import SealedKey, seal
from chalicelib.signing.keysource import KeySource
from chalicelib.signing.p12 import KeyPair
from chalicelib.signing.profile import Algorithm
from chalicelib.signing.selfcheck import certificate_of
from infra.local.authority import RUC_OID, Authority, Holder
from tests.unit.signing.test_keys import CarelessDataKeys, Clock, FakeDataKeys, Store
from tests.unit.signing.world import NOW, RUC, certificate, document, usage

OTHER_RUC = "0990012345001"


class Company:
    """A company with its certificate, and the row where its key lies."""

    def __init__(self, holder: Holder, data_keys: FakeDataKeys | None = None) -> None:
        self.holder = holder
        self.data_keys = data_keys or FakeDataKeys()
        self.clock = Clock()
        self.store = Store()
        self.tenant = Tenant(RUC, "Florería", "EC", frozenset({"1"}), b"s" * 32, identifier(holder.certificate))
        self.signer = XadesSigner(KeySource(self.store, self.data_keys, self.clock), Algorithm.SHA1)
        self.put(self.sealed(holder))

    def sealed(self, holder: Holder, tenant: str = RUC) -> SealedKey:
        pair = KeyPair(holder.private, holder.certificate)
        return seal(pair, tenant, identifier(holder.certificate), self.data_keys, lambda count: b"n" * count)

    def put(self, sealed: SealedKey) -> None:
        """Into the row that is looked for, whatever it is."""
        self.store.kept[RUC, self.tenant.certificate_id] = sealed

    def sign(self, now: datetime = NOW) -> bytes:
        return self.signer.sign(self.tenant, document(), now)

    def refusal(self, now: datetime = NOW) -> SigningRefused:
        with pytest.raises(SigningRefused) as refused:
            self.sign(now)
        return refused.value


@pytest.fixture(scope="session")
def stranger(authority: Authority) -> Holder:
    """Another company's."""
    return authority.subscriber(OTHER_RUC, "Ferretería")


@pytest.mark.parametrize("data_keys", [FakeDataKeys, CarelessDataKeys])
@pytest.mark.parametrize("owner_written_over", [False, True])
def test_another_companys_sealed_value_in_its_row_signs_nothing(
    owner_written_over: bool, data_keys: type[FakeDataKeys], holder: Holder, stranger: Holder
) -> None:
    company = Company(holder, data_keys())
    theirs = company.sealed(stranger, OTHER_RUC)
    if owner_written_over:
        theirs = replace(theirs, tenant=RUC, certificate_id=company.tenant.certificate_id)
    company.put(theirs)
    refused = company.refusal()
    assert refused.grave
    assert refused.code in {"CERT-AJENO", "CERT-NO-ABRE"}
    assert refused.message
    assert "Soporte" in refused.remedy
    assert OTHER_RUC not in f"{refused.message}{refused.remedy}{refused.cause}"
    company.put(company.sealed(holder))
    assert certificate_of(company.sign()) == holder.certificate, "right again, it goes on by itself"


def test_a_registration_that_names_anothers_certificate_signs_nothing(holder: Holder, stranger: Holder) -> None:
    """Both rows changed, and sealed for this company: the certificate does not speak for its RUC."""
    company = Company(holder)
    company.tenant = replace(company.tenant, certificate_id=identifier(stranger.certificate))
    company.put(company.sealed(stranger))
    assert company.refusal().code == "CERT-AJENO"
    assert company.refusal().grave


def test_a_key_that_does_not_open_is_said(holder: Holder) -> None:
    company = Company(holder)
    company.put(replace(company.sealed(holder), ciphertext="AAAA"))
    assert (company.refusal().code, company.refusal().grave) == ("CERT-NO-ABRE", True)


def test_a_certificate_row_that_is_lost_is_said(holder: Holder) -> None:
    company = Company(holder)
    company.store.kept.clear()
    assert (company.refusal().code, company.refusal().grave) == ("CERT-PERDIDO", True)
    company.tenant = replace(company.tenant, certificate_id="")
    assert (company.refusal().code, company.refusal().grave) == ("CERT-FALTA", False)


def test_a_changed_row_counts_within_a_minute(holder: Holder, stranger: Holder) -> None:
    company = Company(holder)
    assert company.sign()
    company.put(company.sealed(stranger, OTHER_RUC))
    company.clock.now += keysource.TTL
    assert company.refusal().code == "CERT-AJENO"
    company.put(company.sealed(holder))
    assert company.sign(), "a refusal is not kept"


def test_another_certificate_in_use_counts_at_once(authority: Authority, holder: Holder) -> None:
    company = Company(holder)
    assert certificate_of(company.sign()) == holder.certificate
    renewed = authority.subscriber(RUC, "Florería Ñusta, S.A.", label="renovado")
    company.tenant = replace(company.tenant, certificate_id=identifier(renewed.certificate))
    company.put(company.sealed(renewed))
    assert certificate_of(company.sign()) == renewed.certificate


def test_a_file_signed_before_the_certificate_was_renewed_still_passes(authority: Authority, holder: Holder) -> None:
    """Its worker died between the file and the record, and the company changed its certificate meanwhile."""
    company = Company(holder)
    stored = company.sign()
    renewed = authority.subscriber(RUC, "Florería Ñusta, S.A.", label="renovado")
    company.tenant = replace(company.tenant, certificate_id=identifier(renewed.certificate))
    company.put(company.sealed(renewed))
    company.signer.check(company.tenant, document(), stored)
    with pytest.raises(SigningRefused) as refused:
        company.signer.check(company.tenant, document("<total>2.00</total>"), stored)
    assert (refused.value.code, refused.value.grave) == ("FIRMA-IMPOSIBLE", True)


def test_a_stored_file_that_another_company_signed_does_not_pass(holder: Holder, stranger: Holder) -> None:
    company, other = Company(holder), Company(stranger)
    other.tenant = replace(other.tenant, ruc=OTHER_RUC)
    other.store.kept[OTHER_RUC, other.tenant.certificate_id] = other.sealed(stranger, OTHER_RUC)
    stored = other.sign()
    with pytest.raises(SigningRefused) as refused:
        company.signer.check(company.tenant, document(), stored)
    assert refused.value.code == "FIRMA-IMPOSIBLE"


@pytest.mark.parametrize(
    ("begins", "ends", "code", "says"),
    [(1, 9, "CERT-FUTURO", "vale desde el 24/11/2026"), (-9, -1, "CERT-CADUCADO", "venció el 22/11/2026")],
)
def test_a_certificate_out_of_its_time(
    begins: int, ends: int, code: str, says: str, authority: Authority, holder: Holder
) -> None:
    ruc = x509.UnrecognizedExtension(x509.ObjectIdentifier(RUC_OID), core.UTF8String(RUC).dump())
    made = certificate(
        authority.root,
        holder,
        usage(),
        ruc,
        begins=NOW + timedelta(days=begins),
        ends=NOW + timedelta(days=ends),
    )
    refused = Company(Holder(holder.private, made)).refusal()
    assert refused.code == code
    assert says in refused.message
