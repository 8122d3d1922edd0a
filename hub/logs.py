"""What the hub's processes log: a line for each change of state, as text, or as JSON for whoever gathers it."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TEXT, JSON = "text", "json"
_OURS = ("hub", "sync", "shared")
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
        if record.exc_info and record.exc_info[0] is not None:
            told["error"] = record.exc_info[0].__name__
            told["at"] = _place(record.exc_info[2])
        return json.dumps(told, ensure_ascii=False)


def parts_of(record: logging.LogRecord) -> tuple[str, dict[str, Any]]:
    """
    Return the event of a record and its fields, by name.

    >>> record = logging.LogRecord("hub.x", logging.INFO, "", 0, "taken site=%s events=%d", ("074294", 3), None)
    >>> parts_of(record)
    ('taken', {'site': '074294', 'events': 3})
    """
    if record.name.partition(".")[0] not in _OURS:
        return "log", {"message": record.getMessage()[:_LONGEST]}
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
    text = logging.Formatter("%(levelname)s %(name)s %(message)s")
    handler.setFormatter(JsonLines() if form == JSON else text)
    logging.basicConfig(level=level, handlers=[handler])


def _place(trace: Any) -> str:
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""
