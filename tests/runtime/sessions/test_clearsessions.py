"""The command that clears expired sessions."""

import os

import pytest

from mtvgen.runtime.contrib.sessions.management.commands import clearsessions
from mtvgen.runtime.core.management import CommandError, call_command
from mtvgen.runtime.test import override_settings
from tests.runtime.sessions.engines import ours


def test_expired_files_are_deleted(tmp_path):
    with override_settings(
        SESSION_ENGINE="mtvgen.runtime.contrib.sessions.backends.file",
        SESSION_FILE_PATH=str(tmp_path),
    ):
        session = ours("file")()
        session.save()
        os.utime(session._key_to_file(), (0, 0))

        call_command(clearsessions.Command())

    assert list(tmp_path.iterdir()) == []


@override_settings(SESSION_ENGINE="tests.runtime.sessions.engine_without_end")
def test_an_engine_that_cannot_clear_is_named():
    with pytest.raises(CommandError, match=r"'tests.runtime.sessions.engine_without_end' doesn't"):
        call_command(clearsessions.Command())
