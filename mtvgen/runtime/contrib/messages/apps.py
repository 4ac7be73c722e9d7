"""The app of the messages: nothing but its name; the middleware does the work."""

from ...apps import AppConfig


class MessagesConfig(AppConfig):
    """The app "messages"."""

    name = __name__.removesuffix(".apps")
    verbose_name = "Messages"
