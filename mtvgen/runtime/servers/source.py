"""Where an application comes from, told in the environment to processes that a server starts."""

import json
import os
import sys
from importlib import import_module
from typing import Any

from ..server.log import RequestLog
from .catalogue import SERVERS
from .record import Application, Server
from .tidy import tidied

SERVING = "MTVGEN_SERVING"
"""The environment variable that tells a server's own processes what to serve: JSON."""

_RUNTIME = __name__.rpartition(".servers.")[0]


def load(*, app: str = "", **options: Any) -> Application:
    """Return the application that `--app` names, or the project's.

    options: of `runserver`: whether to serve static files.
    """
    if app:
        from .target import load as load_target

        return load_target(app)
    import_module(_RUNTIME).setup()
    # the command stands a floor above: it is asked by name
    runserver = import_module(f"{_RUNTIME}.commands.runserver")
    command = runserver.Command()
    import_module(f"{_RUNTIME}.core.management.terminal").log_to_terminal(command.style)
    application: Application = command.get_handler(**options)
    runserver.note_views()
    return application


def pass_on(server: Server, source: dict[str, Any], workers: int, log: RequestLog) -> None:
    """Put into the environment what another process needs; *source*: the keywords of `load()`."""
    facts = {"server": server.name, "workers": workers, "source": source}
    facts["json"] = type(log) is not RequestLog
    os.environ[SERVING] = json.dumps(facts)
    os.environ["PYTHONPATH"] = os.pathsep.join(entry for entry in sys.path if entry)


def told() -> Application:
    """Return the application that the environment describes, with what its server needs around it."""
    facts = json.loads(os.environ[SERVING])
    log = RequestLog()
    if facts["json"]:
        from ..server.logjson import JsonLog

        log = JsonLog()
    application = load(**facts["source"])
    return tidied(SERVERS[facts["server"]], application, workers=facts["workers"], log=log)
