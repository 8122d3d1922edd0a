"""A request that is too long is answered by the pages themselves: in words, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer
from waitress.task import ErrorTask, Task, WSGITask
from waitress.utilities import RequestEntityTooLarge

BODY_BYTES = 48 * 1_048_576
"""Taken in whole, three times what the pages accept: a browser that is cut off while it sends shows no answer."""


class _TooLong(WSGITask):  # type: ignore[misc]
    """Hands the request to the application without its body; the length that it claims is what is refused there."""

    def execute(self) -> None:
        self.set_close_on_finish()
        super().execute()


def _task(channel: HTTPChannel, request: Any) -> Task:
    too_long = isinstance(request.error, RequestEntityTooLarge) and request.content_length
    return _TooLong(channel, request) if too_long else ErrorTask(channel, request)


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = staticmethod(_task)


def speak_of_length(sockets: Mapping[int, Any]) -> None:
    """Let the servers among *sockets* answer what is too long with a page of the application."""
    for one in sockets.values():
        if isinstance(one, BaseWSGIServer):
            one.channel_class = _Channel
