"""What can be wrong with a request's body."""


class MultiPartParserError(Exception):
    """The body is no multipart form, or a broken one. Answered with 400."""
