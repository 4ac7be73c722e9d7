"""Session engines of both frameworks, side by side, for the tests of this room."""

import importlib

from tests.runtime import django_peer


def ours(engine):
    return importlib.import_module(
        f"mtvgen.runtime.contrib.sessions.backends.{engine}"
    ).SessionStore


def theirs(engine):
    assert django_peer  # its settings come first
    return importlib.import_module(f"django.contrib.sessions.backends.{engine}").SessionStore
