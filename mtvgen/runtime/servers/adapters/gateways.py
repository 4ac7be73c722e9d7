"""What is said of a server that does not speak HTTP: which lines a web server in front needs."""

from pathlib import Path

from ..record import Job

SNIPPETS = Path(__file__).parent.parent / "snippets"
"""Lines for the web servers, written for a port 9000 of this machine."""


def say_how(job: Job, protocol: str) -> None:
    """Say what speaks *protocol* ("fastcgi" or "scgi") here, and how to put a web server in front."""
    spoken = {"fastcgi": "FastCGI", "scgi": "SCGI"}[protocol]
    job.say(
        f"{job.address} speaks {spoken}, not HTTP: no browser can open it. Put a web server in front.\n"
        f"\nnginx, inside server {{ }}:\n\n{snippet('nginx', protocol, job)}\n"
        f"lighttpd:\n\n{snippet('lighttpd', protocol, job)}"
    )


def snippet(server: str, protocol: str, job: Job) -> str:
    """Return the lines that connect *server* ("nginx", "lighttpd") with the application."""
    text = (SNIPPETS / f"{server}-{protocol}.conf").read_text(encoding="utf-8")
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(job.host, job.host)  # noqa: S104  # compared
    shown = f"[{host}]" if ":" in host and server == "nginx" else host
    return text.replace("127.0.0.1", shown).replace("9000", str(job.port))
