"""Tests of a project: what `from mtvgen.runtime.test import TestCase, Client` gives.

- `testcases.py`    SimpleTestCase, TransactionTestCase, TestCase: what your tests derive from
- `client.py`       Client: a browser without a network, and what it adds to a response
- `factory.py`      RequestFactory: a request to hand to a view
- `visitor.py`      the session of a Client, and who is logged in
- `payload.py`      the bodies that both send: forms, files, JSON
- `handler.py`      the way from an environ to a response, without a server
- `assertions/`     assertContains, assertRedirects, assertHTMLEqual, …: one file a subject
- `html.py`         HTML read so that two pieces can be compared by meaning
- `xml.py`          the same for XML
- `overriding.py`   override_settings, modify_settings: other settings for a while
- `queries.py`      the queries that a block ran
- `guard.py`        databases that a test must not touch
- `databases.py`    the test databases: made before the first test, removed after the last
- `parents.py`      templates that others extend or include, told while tests run
- `tables.py`       the tables: emptied after a test that committed, checked before a rollback
- `serializing.py`  SerializeMixin: classes that must not run at once
- `tags.py`         tag: tests that are run, or left out, together
- `liveserver.py`   LiveServerTestCase: the project on a real port
- `runner.py`       DiscoverRunner: what `python manage.py test` runs
- `results.py`      what it notes for --pdb and --debug-sql
- `selection.py`    which tests, in which order
- `fixtures.py`     client, rf, settings, db: what pytest has in a project (`../pytest_plugin.py`)
- `signals.py`      what must be forgotten when a setting changes
- `utils.py`        Django's shelf of the smaller tools

(Django's documentation: topics/testing.)
"""

from ..absent import absent
from .client import Client as Client
from .factory import RequestFactory as RequestFactory
from .liveserver import LiveServerTestCase as LiveServerTestCase
from .overriding import modify_settings as modify_settings
from .overriding import override_settings as override_settings
from .overriding import override_system_checks as override_system_checks
from .tags import tag as tag
from .testcases import SimpleTestCase as SimpleTestCase
from .testcases import TestCase as TestCase
from .testcases import TransactionTestCase as TransactionTestCase

__getattr__ = absent(
    __name__,
    {
        "AsyncClient": "There is no asynchronous code here: use Client.",
        "AsyncRequestFactory": "There is no asynchronous code here: use RequestFactory.",
        "ignore_warnings": "Import it from test.utils.",
        "skipIfDBFeature": "Use unittest.skipIf(connection.vendor == …).",
        "skipUnlessDBFeature": "Use unittest.skipUnless(connection.vendor == …).",
        "skipUnlessAnyDBFeature": "Use unittest.skipUnless(connection.vendor == …).",
    },
)
