"""Assertions about a response: its content, and where it leads."""

import unittest
from typing import Any
from unittest.util import safe_repr
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from ...conf import settings
from ...http import QueryDict
from ...http.request import split_domain_port, validate_host
from .texts import parsed_html

__unittest = True  # a failure is shown at the line of the test, not here


class ResponseAssertions(unittest.TestCase):
    """assertContains, assertNotContains, assertRedirects, assertURLEqual."""

    def assertContains(
        self,
        response: Any,
        text: Any,
        count: int | None = None,
        status_code: int = 200,
        msg_prefix: str = "",
        html: bool = False,
    ) -> None:
        """Assert that the response has that status and holds *text*: *count* times, or at least once.

        html: compare as HTML, where white space and the order of attributes mean nothing.
        """
        wanted, found, prefix, content = self._count(response, text, status_code, msg_prefix, html)
        if count is None:
            self.assertTrue(
                found, f"{prefix}Couldn't find {wanted} in the following response\n{content}"
            )
        else:
            self.assertEqual(
                found,
                count,
                f"{prefix}Found {found} instances of {wanted} (expected {count}) in the "
                f"following response\n{content}",
            )

    def assertNotContains(
        self,
        response: Any,
        text: Any,
        status_code: int = 200,
        msg_prefix: str = "",
        html: bool = False,
    ) -> None:
        """Assert that the response has that status and does not hold *text*."""
        wanted, found, prefix, content = self._count(response, text, status_code, msg_prefix, html)
        self.assertEqual(
            found, 0, f"{prefix}{wanted} unexpectedly found in the following response\n{content}"
        )

    def _count(
        self, response: Any, text: Any, status_code: int, msg_prefix: str, html: bool
    ) -> tuple[str, int, str, str]:
        """Return what is sought, how often it is there, the message's prefix, and the content."""
        if callable(getattr(response, "render", None)) and not response.is_rendered:
            response.render()
        prefix = f"{msg_prefix}: " if msg_prefix else ""
        self.assertEqual(
            response.status_code,
            status_code,
            f"{prefix}Couldn't retrieve content: Response code was {response.status_code} "
            f"(expected {status_code})",
        )
        content = b"".join(response.streaming_content) if response.streaming else response.content
        shown = safe_repr(content)
        if isinstance(text, bytes) and not html:
            return repr(text), content.count(text), prefix, shown
        text = str(text)
        wanted = f"'{text}'"
        content = content.decode(response.charset)
        if html:
            page = parsed_html(self, content, None, "Response's content is not valid HTML:")
            part = parsed_html(self, text, None, "Second argument is not valid HTML:")
            return wanted, page.count(part), prefix, shown
        return wanted, content.count(text), prefix, shown

    def assertRedirects(
        self,
        response: Any,
        expected_url: Any,
        status_code: int = 302,
        target_status_code: int = 200,
        msg_prefix: str = "",
        fetch_redirect_response: bool = True,
    ) -> None:
        """Assert that the response leads to *expected_url*, and that this page can be had.

        With `follow=True` the first hop must have *status_code* and the last page
        *target_status_code*. fetch_redirect_response: False for addresses elsewhere, which the
        client cannot ask. Raises ValueError for one that it is asked to fetch.
        """
        prefix = f"{msg_prefix}: " if msg_prefix else ""
        if hasattr(response, "redirect_chain"):
            url = self._check_chain(response, status_code, target_status_code, prefix)
        else:
            self.assertEqual(
                response.status_code,
                status_code,
                f"{prefix}Response didn't redirect as expected: Response code was "
                f"{response.status_code} (expected {status_code})",
            )
            url = response.url
            if not urlsplit(url).path.startswith("/"):  # relative to the page before
                url = urljoin(response.request["PATH_INFO"], url)
            if fetch_redirect_response:
                self._fetch(response, url, target_status_code, prefix)
        self.assertURLEqual(
            url, expected_url, f"{prefix}Response redirected to '{url}', expected '{expected_url}'"
        )

    def _check_chain(self, response: Any, first: int, last: int, prefix: str) -> str:
        chain: list[tuple[str, int]] = response.redirect_chain
        self.assertTrue(
            chain,
            f"{prefix}Response didn't redirect as expected: Response code was "
            f"{response.status_code} (expected {first})",
        )
        self.assertEqual(
            chain[0][1],
            first,
            f"{prefix}Initial response didn't redirect as expected: Response code was "
            f"{chain[0][1]} (expected {first})",
        )
        self.assertEqual(
            response.status_code,
            last,
            f"{prefix}Response didn't redirect as expected: Final Response code was "
            f"{response.status_code} (expected {last})",
        )
        return chain[-1][0]

    def _fetch(self, response: Any, url: str, target_status_code: int, prefix: str) -> None:
        parts = urlsplit(url)
        domain, _ = split_domain_port(parts.netloc)
        if domain and not validate_host(domain, settings.ALLOWED_HOSTS):
            raise ValueError(
                f"The test client is unable to fetch remote URLs (got {url}). If the project "
                f"serves that host, add '{domain}' to ALLOWED_HOSTS. Otherwise, use "
                "assertRedirects(..., fetch_redirect_response=False)."
            )
        client = response.client
        target = client.get(
            parts.path,
            QueryDict(parts.query),
            secure=parts.scheme == "https",
            headers=client.headers,
            **(client.extra or {}),
        )
        self.assertEqual(
            target.status_code,
            target_status_code,
            f"{prefix}Couldn't retrieve redirection page '{parts.path}': response code was "
            f"{target.status_code} (expected {target_status_code})",
        )

    def assertURLEqual(self, url1: Any, url2: Any, msg_prefix: str = "") -> None:
        """Assert that two URLs are the same; the order of differing query parameters is free."""
        prefix = f"{msg_prefix}: " if msg_prefix else ""
        self.assertEqual(
            _normal(url1), _normal(url2), f"{prefix}Expected '{url1}' to equal '{url2}'."
        )


def _normal(url: Any) -> str:
    parts = urlsplit(str(url))  # a lazy URL is allowed
    # by name alone: values of the same name keep their order
    query = sorted(parse_qsl(parts.query), key=lambda field: field[0])
    return urlunsplit(parts._replace(query=urlencode(query)))
