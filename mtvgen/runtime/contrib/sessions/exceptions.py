"""What goes wrong with sessions."""

from ...core.exceptions import BadRequest, SuspiciousOperation


class InvalidSessionKey(SuspiciousOperation):
    """A session key holds characters that none of ours has."""


class SuspiciousSession(SuspiciousOperation):
    """A session looks tampered with."""


class SessionInterrupted(BadRequest):
    """The session was deleted while a request was using it. Answered with 400."""
