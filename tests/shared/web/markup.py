"""What must hold of the markup of every page, for eyes, ears and keyboards: checked without a browser."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str | None]
_VOID = frozenset(
    {"area", "base", "br", "circle", "col", "hr", "img", "input", "line", "link", "meta", "path", "polygon", "polyline",
     "rect", "use"}
)  # fmt: skip
_TOLD = ("a", "button", "h1", "h2", "h3", "label", "summary", "th")
"""Elements that say something by their text, or are given a name."""
_FIELDS = ("input", "select", "textarea")
_POINTERS = ("aria-labelledby", "aria-describedby", "for")


@dataclass
class _Page(HTMLParser):
    """The parts of a page that the rules look at."""

    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    pointed: list[str] = field(default_factory=list)
    labelled: set[str] = field(default_factory=set)
    fields: list[Attributes] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    used: list[str] = field(default_factory=list)
    drawn: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    tags: Counter[str] = field(default_factory=Counter)
    lang: str = ""
    title: str = ""
    _open: list[tuple[str, Attributes, list[str]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags[tag] += 1
        self.ids += [given["id"] or ""] if "id" in given else []
        self.pointed += [one for name in _POINTERS for one in (given.get(name) or "").split()]
        self.labelled |= {given["for"] or ""} if tag == "label" and "for" in given else set()
        self.faults += [f"{tag} with {name}" for name in given if name == "style" or name.startswith("on")]
        self.used += [str(given["href"])[1:]] if tag == "use" else []
        self.drawn += [str(given["id"])] if tag == "symbol" else []
        if tag == "html":
            self.lang = given.get("lang") or ""
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1]))
        if tag in _FIELDS and given.get("type") != "hidden":
            self.fields.append({**given, "wrapped": "yes" if any(t == "label" for t, _, _ in self._open) else None})
        if tag == "th" and "scope" not in given:
            self.faults.append("th without scope")
        if tag == "img" and "alt" not in given:
            self.faults.append("img without alt")
        if tag not in _VOID:
            self._open.append((tag, given, []))

    def handle_data(self, data: str) -> None:
        for _tag, _given, said in self._open:
            said.append(data)

    def handle_endtag(self, tag: str) -> None:
        while tag not in _VOID and self._open:
            opened, given, said = self._open.pop()
            text = "".join(said).strip()
            if opened == "title" and not self.title:
                self.title = text
            if opened in _TOLD and not (text or given.get("aria-label")):
                self.nameless.append(opened)
            if opened == "svg" and given.get("role") == "img" and "aria-labelledby" not in given:
                self.nameless.append("svg")
            if opened == tag:
                return


def faults(text: str) -> list[str]:
    """
    Return what is wrong with a page, in words; nothing where all rules hold.

    >>> faults('<html lang="es"><title>a · b</title><main id="main"><h1>a</h1><h3>b</h3><input id="x"></main></html>')
    ['heading 3 after 1', 'field without a label: x']
    """
    page = _Page()
    page.feed(text)
    found = [*page.faults, *(f"{tag} without a name" for tag in page.nameless)]
    found += [] if page.lang else ["no language"]
    found += [] if page.title else ["no title"]
    found += [] if page.headings.count(1) == 1 else [f"{page.headings.count(1)} headings of level 1"]
    found += [f"heading {b} after {a}" for a, b in zip(page.headings, page.headings[1:], strict=False) if b > a + 1]
    found += [f"{count} elements with id {id_}" for id_, count in Counter(page.ids).items() if count > 1]
    found += [f"nothing with id {id_}" for id_ in dict.fromkeys(page.pointed) if id_ not in page.ids]
    found += [
        f"field without a label: {one.get('id') or one.get('name')}" for one in page.fields if not _named(one, page)
    ]
    found += [f"an icon that is not drawn: {name}" for name in dict.fromkeys(page.used) if name not in page.drawn]
    found += ["a script of its own"] if page.tags["script"] else []
    return found + ([] if page.tags["main"] == 1 and "main" in page.ids else ["no main part"])


def _named(one: Attributes, page: _Page) -> bool:
    return bool(one["wrapped"] or one.get("aria-label") or one.get("aria-labelledby") or one.get("id") in page.labelled)
