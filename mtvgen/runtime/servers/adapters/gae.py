"""Google App Engine: writes the files that it wants, and runs the entry point that it would run."""

import os
import shlex
import sys
from pathlib import Path

from ..deployment import DeployRefused, Planned, Site, plan, write
from ..record import Job

IS_ANOTHER_PROGRAM = True
"""This process becomes what the entry point names: nothing can be said once it serves."""


def serve(job: Job) -> None:
    """Write the files that are missing, then become the entry point of app.yaml."""
    site = site_of(job)
    files, _ = plan("gae", site)
    missing = [one for one in files if not (site.folder / one.path).exists()]
    for path, fate in write(missing, site.folder, force=False).items():
        job.say(f"{fate} {path}")
    host, port = job.let_go()
    words = entry_point(site.folder, files)
    # App Engine's own port is open to all; on this machine it is the address that was asked for
    line = [word.replace(":$PORT", f"{host}:{port}").replace("$PORT", str(port)) for word in words]
    os.chdir(site.folder)
    sys.stdout.flush()
    environ = {**os.environ, "PORT": str(port)}
    if line[0] == "gunicorn":
        line[:1] = [sys.executable, "-m", "gunicorn"]
    os.execvpe(line[0], line, environ)  # noqa: S606  # what the project's own file says


def site_of(job: Job) -> Site:
    """Return what is served: the project, or what `--app` names."""
    settings = os.environ.get("DJANGO_SETTINGS_MODULE", "")
    if job.app:
        from ..target import spelled_out

        module, expression, _ = spelled_out(job.app)
        name, target, folder = module.partition(".")[0], f"{module}:{expression}", Path.cwd()
    else:
        name, target = settings.partition(".")[0], "wsgi:application"
        folder = Path(sys.argv[0]).resolve().parent
    return Site(
        name=name,
        folder=folder,
        target=target,
        is_project=not job.app,
        host=job.host,
        port=job.port,
        python=sys.executable,
        prefix=sys.prefix,
    )


def entry_point(folder: Path, files: list[Planned]) -> list[str]:
    """Return the words of the entry point that the app.yaml of *folder* names."""
    text = (folder / "app.yaml").read_text(encoding="utf-8")
    for line in text.splitlines():
        key, _, value = line.partition(":")
        if key.strip() == "entrypoint":
            return shlex.split(value)
    names = ", ".join(one.path for one in files)
    raise DeployRefused(
        f"{folder / 'app.yaml'} has no entrypoint.",
        hint=f"Move it away, to get new files: {names}.",
    )
