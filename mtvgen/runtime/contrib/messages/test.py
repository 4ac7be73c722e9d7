"""An assertion about what a visitor was told."""

import unittest
from typing import Any

from .api import get_messages

__unittest = True  # a failure is shown at the line of the test, not here


class MessagesTestMixin(unittest.TestCase):
    """Gives a TestCase `assertMessages()`."""

    def assertMessages(  # noqa: N802  # Django's name
        self, response: Any, expected_messages: list[Any], *, ordered: bool = True
    ) -> None:
        """Assert that the request of *response* has exactly these Messages.

        ordered: in this order; else in any.
        """
        told = list(get_messages(response.wsgi_request))
        compare = self.assertEqual if ordered else self.assertCountEqual
        compare(told, expected_messages)
