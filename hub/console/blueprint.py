"""What the region's pages share: the blueprint, the store, pages of a list, and CSV that no spreadsheet executes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Blueprint, Response, current_app, request, url_for

from hub.store import Store
from shared.tabular import spreadsheet
from shared.web.downloads import attachment

console = Blueprint("console", __name__, template_folder="templates")

PAGE_ROWS = 15
_KEPT = 160
"""Letters of each parameter that the addresses of other pages carry on: no page reads more of any."""
T = TypeVar("T")
S = TypeVar("S")


def store() -> Store:
    """Return the hub's store."""
    found: Store = current_app.extensions["store"]
    return found


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows of a list, and the addresses of the rows before and after; empty where there are none."""

    rows: Sequence[T]
    first: int
    last: int
    total: int
    prev: str = ""
    next: str = ""


def shown(page: Page[T], show: Callable[[T], S]) -> Page[S]:
    """Return a page with each of its rows as it is shown: what is not on it costs nothing."""
    return Page([show(row) for row in page.rows], page.first, page.last, page.total, page.prev, page.next)


def page_of(rows: Sequence[T], size: int = PAGE_ROWS, *, name: str = "p") -> Page[T]:
    """Cut the page that the request's parameter *name* tells; a page beyond the end is the last one."""
    asked = request.args.get(name, "1")
    pages = max(1, -(-len(rows) // size))
    number = min(max(1, int(asked)), pages) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 1
    start = (number - 1) * size
    shown = rows[start : start + size]
    return Page(
        shown,
        start + 1 if shown else 0,
        start + len(shown),
        len(rows),
        _address(name, number - 1) if number > 1 else "",
        _address(name, number + 1) if number < pages else "",
    )


def _address(name: str, number: int) -> str:
    kept: dict[str, Any] = {key: value[:_KEPT] for key, value in request.args.items() if key != name and value}
    return url_for(str(request.endpoint), **{**(request.view_args or {}), **kept, name: str(number)})


def csv_file(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """Return a spreadsheet as office programs expect it."""
    return attachment(spreadsheet(header, rows), name, "text/csv")
