"""Makes signatures of any shape: a template, whose digests and value xmlsec1 fills in.

So the maker shares no code with those that are tried by what it makes.
"""

from __future__ import annotations

import hashlib
import re
import subprocess
from base64 import b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.sax.saxutils import escape

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID

DS = "http://www.w3.org/2000/09/xmldsig#"
ETSI = "http://uri.etsi.org/01903/v1.3.2#"
C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
ENVELOPED = f"{DS}enveloped-signature"
RUC = "1790016919001"
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
DIGESTS = {
    "sha1": f"{DS}sha1",
    "sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
    "sha384": f"{MORE}sha384",
    "sha512": "http://www.w3.org/2001/04/xmlenc#sha512",
    "sha224": f"{MORE}sha224",
}
METHODS = {"sha1": f"{DS}rsa-sha1"} | {name: f"{MORE}rsa-{name}" for name in ("sha224", "sha256", "sha384", "sha512")}
DOCUMENT = (
    '<factura id="comprobante" version="1.1.0">\n <infoTributaria>\n  <razonSocial>ÑANDÚ &amp; CÍA.</razonSocial>\n'
    " </infoTributaria>\n <importeTotal>11.50</importeTotal>\n</factura>"
)

Kind = _ASN1Type
Rdn = Sequence[tuple[str, str, Kind]]
C, O, CN = NameOID.COUNTRY_NAME.dotted_string, "2.5.4.10", "2.5.4.3"  # noqa: E741
ENTITY: tuple[Rdn, ...] = (
    [(C, "EC", Kind.PrintableString)],
    [(O, "FIRMAS, S.A.", Kind.UTF8String)],
    [(CN, "ENTIDAD DE PRUEBA", Kind.UTF8String)],
)
ENTITY_NAME = r"CN=ENTIDAD DE PRUEBA,O=FIRMAS\, S.A.,C=EC"


def name(rdns: Sequence[Rdn]) -> x509.Name:
    """A distinguished name, each value in its own kind of string."""
    return x509.Name(
        [
            x509.RelativeDistinguishedName(
                [x509.NameAttribute(x509.ObjectIdentifier(o), v, kind, _validate=False) for o, v, kind in rdn]
            )
            for rdn in rdns
        ]
    )


@dataclass
class Keys:
    """One key of certifiers, one of holders."""

    certifier: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    holder: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))

    def root(self, rdns: Sequence[Rdn]) -> x509.Certificate:
        """The certificate of a certifier of that name."""
        return self._signed(name(rdns), name(rdns), self.certifier.public_key(), certifies=True)

    def certificate(self, rdns: Sequence[Rdn], subject: str = "TITULAR") -> x509.Certificate:
        """A certificate to sign with, for RUC, issued by a certifier of that name."""
        own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)])
        return self._signed(own, name(rdns), self.holder.public_key(), certifies=False)

    def _signed(
        self, subject: x509.Name, issuer: x509.Name, key: rsa.RSAPublicKey, *, certifies: bool
    ) -> x509.Certificate:
        signs = not certifies
        usage = x509.KeyUsage(signs, False, False, False, False, certifies, certifies, False, False)
        ruc = bytes([12, len(RUC)]) + RUC.encode()
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(2**150 + 7 + certifies)
            .not_valid_before(NOW - timedelta(days=30))
            .not_valid_after(NOW + timedelta(days=30))
            .add_extension(usage, critical=True)
            .add_extension(x509.BasicConstraints(ca=certifies, path_length=None), critical=True)
            .add_extension(
                x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.37947.3.11"), ruc), critical=False
            )
            .sign(self.certifier, hashes.SHA256())
        )


def _same_text(text: str) -> str:
    return text


def _same_bytes(data: bytes) -> bytes:
    return data


@dataclass(frozen=True)
class How:
    """How a signature is written; what is not said is as the ficha técnica has it.

    `before` changes the template, `after` the signed bytes; `{cert}`, `{root}` and `{serial}` stand for the
    certificates in base64 and the signer's serial number in them.
    """

    prefix: str = "ds"
    xades: str = "etsi"
    namespace: str = ETSI
    covers: tuple[str, ...] = ("properties", "key", "document")
    uri: str = "#comprobante"
    transforms: tuple[str, ...] = (ENVELOPED,)
    canonical: str = C14N
    method: str = "sha1"
    digest: str = "sha1"
    cert_digest: str = "sha1"
    key_info: str = "<P:X509Data><P:X509Certificate>{cert}</P:X509Certificate></P:X509Data>{value}"
    issuer: str = ENTITY_NAME
    rdns: Sequence[Rdn] = ENTITY
    serial: str = "{serial}"
    time: str = "2026-11-23T09:59:50-05:00"
    described: str = '<X:DataObjectFormat ObjectReference="#ref"><X:MimeType>text/xml</X:MimeType></X:DataObjectFormat>'
    before: Callable[[str], str] = _same_text
    after: Callable[[bytes], bytes] = _same_bytes


def _template(how: How, certificate: x509.Certificate, root: x509.Certificate) -> str:
    der = certificate.public_bytes(Encoding.DER)
    key = certificate.public_key()
    assert isinstance(key, rsa.RSAPublicKey)
    value = (
        f"<P:KeyValue><P:RSAKeyValue><P:Modulus>{_number(key.public_numbers().n)}</P:Modulus>"
        "<P:Exponent>AQAB</P:Exponent></P:RSAKeyValue></P:KeyValue>"
    )
    digest = f'<P:DigestMethod Algorithm="{DIGESTS[how.digest]}"/><P:DigestValue></P:DigestValue>'
    transforms = "".join(
        t if t.startswith("<") else f'<P:Transform Algorithm="{t}"></P:Transform>' for t in how.transforms
    )
    references = {
        "properties": f'<P:Reference Type="http://uri.etsi.org/01903#SignedProperties" URI="#props">{digest}',
        "key": f'<P:Reference URI="#key">{digest}',
        "document": f'<P:Reference Id="ref" URI="{how.uri}"><P:Transforms>{transforms}</P:Transforms>{digest}',
        "part": f'<P:Reference URI="#otra">{digest}',
    }
    own = b64encode(hashlib.new(how.cert_digest, der).digest()).decode()
    text = (
        f'<P:Signature Id="firma"><P:SignedInfo><P:CanonicalizationMethod Algorithm="{how.canonical}"/>'
        f'<P:SignatureMethod Algorithm="{METHODS[how.method]}"/>'
        f"{''.join(f'{references[name]}</P:Reference>' for name in how.covers)}</P:SignedInfo>"
        f'<P:SignatureValue></P:SignatureValue><P:KeyInfo Id="key">{how.key_info}</P:KeyInfo>'
        '<P:Object><X:QualifyingProperties Target="#firma"><X:SignedProperties Id="props">'
        f"<X:SignedSignatureProperties><X:SigningTime>{how.time}</X:SigningTime><X:SigningCertificate><X:Cert>"
        f'<X:CertDigest><P:DigestMethod Algorithm="{DIGESTS[how.cert_digest]}"/>'
        f"<P:DigestValue>{own}</P:DigestValue></X:CertDigest><X:IssuerSerial>"
        f"<P:X509IssuerName>{escape(how.issuer)}</P:X509IssuerName><P:X509SerialNumber>{how.serial}"
        "</P:X509SerialNumber></X:IssuerSerial></X:Cert></X:SigningCertificate></X:SignedSignatureProperties>"
        f"<X:SignedDataObjectProperties>{how.described}</X:SignedDataObjectProperties></X:SignedProperties>"
        "</X:QualifyingProperties></P:Object></P:Signature>"
    )
    text = how.before(DOCUMENT.replace("</factura>", f"{text}</factura>"))
    fillings = {
        "{value}": value,
        "{cert}": b64encode(der).decode(),
        "{root}": b64encode(root.public_bytes(Encoding.DER)).decode(),
        "{serial}": str(certificate.serial_number),
        "{rootdigest}": b64encode(
            hashlib.sha1(root.public_bytes(Encoding.DER), usedforsecurity=False).digest()
        ).decode(),
        "{rootserial}": str(root.serial_number),
    }
    for hole, filling in fillings.items():
        text = text.replace(hole, filling)
    prefix = f"{how.prefix}:" if how.prefix else ""
    declared = f'xmlns{":" if how.prefix else ""}{how.prefix}="{DS}" xmlns:{how.xades}="{how.namespace}"'
    text = text.replace('<P:Signature Id="firma">', f'<P:Signature {declared} Id="firma">', 1)
    return re.sub(r"(</?)P:", rf"\1{prefix}", re.sub(r"(</?)X:", rf"\1{how.xades}:", text))


def _number(value: int) -> str:
    return b64encode(value.to_bytes((value.bit_length() + 7) // 8, "big")).decode()


_OUR_KEY = ["--enabled-key-data", "key-name"]
"""Take the key that is given, not one that KeyInfo holds."""
_IDS = ["--id-attr:id", "factura"]
for _node in (f"{ETSI}:SignedProperties", f"{DS}:KeyInfo", f"{DS}:Object", "infoTributaria"):
    _IDS += ["--id-attr:Id", _node]


def make(how: How, keys: Keys, folder: Path) -> bytes:
    """The signed document."""
    certificate, root = keys.certificate(how.rdns), keys.root(how.rdns)
    private = folder / "key.pem"
    private.write_bytes(keys.holder.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    blank = folder / "blank.xml"
    blank.write_text('<?xml version="1.0" encoding="UTF-8"?>\n' + _template(how, certificate, root), encoding="utf-8")
    done = subprocess.run(
        ["xmlsec1", "--sign", "--privkey-pem", str(private), *_OUR_KEY, *_IDS, str(blank)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return how.after(done.stdout)


def holds(signed: bytes, keys: Keys, folder: Path) -> bool:
    """Whether xmlsec1 finds digests and value right, by the holder's key. It judges no certificate."""
    public, path = folder / "public.pem", folder / "signed.xml"
    public.write_bytes(keys.certificate(ENTITY).public_bytes(Encoding.PEM))
    path.write_bytes(signed)
    command = [
        "xmlsec1",
        "--verify",
        "--pubkey-cert-pem",
        str(public),
        "--enabled-key-data",
        "key-name",
        *_IDS,
        str(path),
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def differently(how: How = How(), **changed: object) -> How:
    """The form with some things otherwise."""
    return replace(how, **changed)  # type: ignore[arg-type]
