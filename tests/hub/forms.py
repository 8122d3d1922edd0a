"""The forms of a page, as a browser would send them: where to, how, and with what in each field."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple

DIGITS = ("9" * 5_000, "9" * 25)
"""More than Python reads of a text, and more than any column holds."""


class Form(NamedTuple):
    """A form as it stands, its token left out."""

    method: str
    action: str
    fields: Mapping[str, str]


@dataclass
class _Page(HTMLParser):
    here: str
    forms: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    chosen: str = ""
    """The list that is open."""
    is_open: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "form":
            self.is_open = True
            self.forms.append((given.get("method", "get").upper(), given.get("action") or self.here, {}))
        elif self.is_open and tag == "select":
            self.chosen = name
        elif self.is_open and tag == "option":
            fields = self.forms[-1][2]
            if self.chosen not in fields or "selected" in given:
                fields[self.chosen] = given.get("value", "")
        elif self.is_open and name and tag in ("input", "button", "textarea") and _is_sent(given):
            self.forms[-1][2].setdefault(name, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        self.is_open = self.is_open and tag != "form"


def _is_sent(given: Mapping[str, str]) -> bool:
    return given.get("type") not in ("checkbox", "radio") or "checked" in given


def forms_of(page: str, here: str) -> list[Form]:
    """
    Return the forms of a page that is *here*.

    >>> forms_of('<form method="post"><input name="csrf" value="1"><input name="n" value="7"></form>', "/plan")
    [Form(method='POST', action='/plan', fields={'n': '7'})]
    """
    found = _Page(here.partition("?")[0])
    found.feed(page)
    return [
        Form(method, action, {name: value for name, value in fields.items() if name != "csrf"})
        for method, action, fields in found.forms
    ]
