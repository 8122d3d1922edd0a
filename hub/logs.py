"""What the hub's processes log: a line for each change of state, as text, or as JSON for whoever gathers it."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import Any

from shared.log_lines import TextLines, error_of, is_ours, words_of

TEXT, JSON = "text", "json"
_FIELD = re.compile(r"(?:(\w+)=)?(%(?:\.\d+)?[a-z](?:/%[a-z])*)")
_LONGEST = 500


class JsonLines(logging.Formatter):
    """A log record as one JSON object: time, level, logger, event and its fields; of an error its kind and place."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line. What others say is their words; of an error never the words, which may quote records."""
        event, fields = parts_of(record)
        told: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "event": event,
            "fields": fields,
        }
        error, at = error_of(record)
        if error:
            told |= {"error": error, "at": at}
        return json.dumps(told, ensure_ascii=False)


def parts_of(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    """
    Return the event of a record and its fields, by name.

    >>> record = logging.LogRecord("hub.x", logging.INFO, "", 0, "taken site=%s events=%d", ("074294", 3), None)
    >>> parts_of(record)
    ('taken', {'site': '074294', 'events': 3})
    """
    if not is_ours(record):
        return "log", {"message": words_of(record)[:_LONGEST]}
    event, _, rest = str(record.msg).partition(" ")
    if "=" in event:
        event, rest = record.name.rpartition(".")[2], str(record.msg)
    given = list(record.args) if isinstance(record.args, tuple) else []
    fields: dict[str, Any] = {}
    for name, form in _FIELD.findall(rest):
        several, given = given[: form.count("%")], given[form.count("%") :]
        if name and several:
            fields[name] = _value(form, several)
    fields |= dict(re.findall(r"(\w+)=([^%\s]+)", rest))
    if rest and not fields:
        fields["message"] = record.getMessage().partition(" ")[2][:_LONGEST]
    return event, fields


def _value(form: str, given: list[Any]) -> Any:
    alone = given[0] if len(given) == 1 else None
    if isinstance(alone, int | float) and not isinstance(alone, bool):
        return alone
    return (form % tuple(given))[:_LONGEST]


def begin(form: str, level: int) -> None:
    """Let this process log on its error stream, in that *form*, what is of *level* or above."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(form))
    logging.basicConfig(level=level, handlers=[handler])


def formatter(form: str) -> logging.Formatter:
    """Return what writes the lines of that *form*."""
    return JsonLines() if form == JSON else TextLines("%(levelname)s %(name)s %(message)s")
