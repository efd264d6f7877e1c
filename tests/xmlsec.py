"""The witness for signatures: xmlsec1, which shares nothing with the code that signs.

The command, for the shell:
    xmlsec1 --verify --enabled-key-data x509 --trusted-pem root.pem --untrusted-pem intermediate.pem \
        --id-attr:id factura --id-attr:Id SignedProperties --id-attr:Id KeyInfo signed.xml
"""

from __future__ import annotations

import subprocess
from pathlib import Path

from lxml import etree

DS = "{http://www.w3.org/2000/09/xmldsig#}"
ETSI_URI = "http://uri.etsi.org/01903/v1.3.2#"


def run(signed: bytes, folder: Path, trusted: Path, at: str = "") -> subprocess.CompletedProcess[str]:
    """Verify; `trusted` is a folder with root.pem and intermediate.pem, `at` the time to verify for
    (`YYYY-MM-DD hh:mm:ss`), if not now.
    """
    root = etree.fromstring(signed)
    path = folder / "signed.xml"
    path.write_bytes(signed)
    command = ["xmlsec1", "--verify", "--enabled-key-data", "x509", "--print-debug"]
    command += ["--trusted-pem", str(trusted / "root.pem"), "--untrusted-pem", str(trusted / "intermediate.pem")]
    command += ["--id-attr:id", str(root.tag), "--id-attr:Id", f"{ETSI_URI}:SignedProperties"]
    command += ["--id-attr:Id", "http://www.w3.org/2000/09/xmldsig#:KeyInfo"]
    if at:
        command += ["--verification-time", at]
    return subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)


def verify(signed: bytes, folder: Path, trusted: Path, at: str = "") -> None:
    """Assert that xmlsec1 accepts the signature, by the embedded certificate, over the root and all of it."""
    found = run(signed, folder, trusted, at)
    assert found.returncode == 0, found.stderr or found.stdout
    root = etree.fromstring(signed)
    (signature,) = root.findall(f".//{DS}Signature")
    assert signature is root[-1]
    references = {r.get("URI"): r for r in signature.iter(f"{DS}Reference")}
    assert len(references) == 3
    covered = references["#comprobante"]
    assert root.get("id") == "comprobante"
    transforms = [t.get("Algorithm") for t in covered.iter(f"{DS}Transform")]
    assert transforms == ["http://www.w3.org/2000/09/xmldsig#enveloped-signature"]
