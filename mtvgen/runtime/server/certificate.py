"""A certificate that this machine makes for itself, for `runserver --https`.

No authority vouches for it, so a browser asks once whether to go on. It is kept in the project's
`.mtvgen` folder with its key, readable by its owner alone, and made anew when its time is nearly
over or other names are asked for.
"""

import os
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.x509 import GeneralName

_DAYS = 90
_RENEW = timedelta(days=7)  # before the end
_HEAD = "# Made by runserver --https"


class NoCertificate(Exception):
    """There is no certificate and none can be made. `hint`: what to type."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


def certificate_for(names: list[str], folder: Path, *, now: datetime | None = None) -> Path:
    """Return a PEM file in *folder* with a key and a certificate for *names*: hosts and addresses.

    now: the present; the system's when left out. Raises NoCertificate when one has to be made and
    the package for it is missing, or the file cannot be written.
    """
    file = folder / "https.pem"
    now = now or datetime.now(UTC)
    wanted = sorted(set(names))
    if _is_good(file, wanted, now):
        return file
    text = _made(wanted, now)
    try:
        folder.mkdir(exist_ok=True)
        new = file.with_suffix(f".{os.getpid()}")
        new.unlink(missing_ok=True)
        # SAFETY: the key is never readable by others, not even for a moment
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(text)
        new.replace(file)
    except OSError as error:
        raise NoCertificate(
            f"The certificate cannot be written to {file}: {error.strerror or error}.",
            "Give yourself the right to write there, or leave --https out.",
        ) from None
    return file


def _is_good(file: Path, names: list[str], now: datetime) -> bool:
    """Return whether *file* is ours alone, is for *names* and holds for a while.

    Its first line says so, and nobody else could have written it: reading the certificate itself
    would take 60 ms of every start.
    """
    try:
        facts = file.stat()
        line = file.read_text(encoding="ascii").split("\n", 1)[0]
        head, until, *found = line.split("; ")
        ends = datetime.fromisoformat(until)
    except (OSError, ValueError):
        return False
    if os.name == "posix" and (facts.st_mode & 0o077 or facts.st_uid != os.getuid()):
        return False
    return head == _HEAD and found == names and ends - now > _RENEW


def _made(names: list[str], now: datetime) -> bytes:
    try:
        from cryptography import x509
        from cryptography.hazmat.primitives import hashes, serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
    except ImportError:
        raise NoCertificate(
            "HTTPS needs a certificate, and the package that makes one is not installed.",
            'Install it: python -m pip install "mtvgen[https]"',
        ) from None
    ends = (now + timedelta(days=_DAYS)).replace(microsecond=0)
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name(
        [x509.NameAttribute(NameOID.COMMON_NAME, "mtvgen runserver (this machine only)")]
    )
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(ends)
        .add_extension(x509.SubjectAlternativeName([_name(one) for one in names]), critical=False)
        # SAFETY: whoever trusts it trusts these names, and nothing that its key could sign
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, hashes.SHA256())
    )
    return b"".join(
        [
            "; ".join([_HEAD, ends.isoformat(), *names]).encode() + b"\n",
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
            certificate.public_bytes(serialization.Encoding.PEM),
        ]
    )


def _name(text: str) -> "GeneralName":
    from cryptography import x509

    try:
        return x509.IPAddress(ip_address(text))
    except ValueError:
        return x509.DNSName(text)
