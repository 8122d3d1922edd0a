"""The cells of one row of a listing, each read as its column is meant; what had to be assumed is counted."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from hub.importers.columns import AREAS
from hub.importers.degrees import in_degrees
from shared.errors import BadInput, BadRow
from shared.resources import Power
from shared.sentences import N_, Sentence
from shared.tabular import Codes, Mark, Row, Table, decimal_mark, number, says_nothing
from shared.tabular.decimals import Bounds
from shared.tabular.lines import Lines
from shared.tabular.names import key

PERU_LAT: Bounds = (-18.6, 0.2)
PERU_LON: Bounds = (-81.6, -68.4)
NUMBERS: Mapping[str, Bounds] = {
    "students": (0, 999_999), "served": (0, 999_999), "altitud_m": (0, 999_999), "lat": (-90, 90), "lon": (-180, 180),
}  # fmt: skip
_YES_NO = {
    "si": True, "s": True, "1": True, "x": True, "true": True, "verdadero": True,
    "no": False, "n": False, "0": False, "false": False, "falso": False,
}  # fmt: skip
_POWER = {
    "redpublica": Power.GRID, "panelsolar": Power.SOLAR, "panelessolares": Power.SOLAR,
    "grupoelectrogeno": Power.GENERATOR, "no": Power.NONE, "sinenergia": Power.NONE,
}  # fmt: skip
_RURALITY = {"urbana": "Urbana", "urbano": "Urbana", "rural": "Rural", "rural1": "Rural 1", "rural2": "Rural 2",
             "rural3": "Rural 3"}  # fmt: skip
_PROXY = {"R": "Rural", "U": "Urbana"}
_GUARDED = re.compile(r"'(?=[=+\-@])")
_SPOILT = "\ufffd"
_A_VALUE = "dato"


class Assumed:
    """What a reading of a file had to put right or take for granted, and in how many rows."""

    def __init__(self, table: Table, asked: Mark | None = None) -> None:
        """
        Look at the columns of numbers of *table*.

        Raises:
            BadInput: One can be read in two ways, and *asked* does not say in which.
        """
        self.codes = Codes()
        self.spelt = table.spelt
        self._lines: dict[str, Lines] = defaultdict(Lines)
        self.used = 0
        """Rows that are used: of those only is told what their cells say."""
        self.said: dict[str, Counter[str]] = defaultdict(Counter)
        """By column, how many of those cells say what; a blank one says the empty word."""
        # DBF and XLSX hold numbers as numbers: there a point is the decimal mark.
        asked = asked or (None if table.delimiter else Mark.POINT)
        self.marks = {
            name: decimal_mark(
                (row[name] for row in table.rows), table.spelt.get(name, name).strip(), asked=asked, bounds=bounds
            )
            for name, bounds in NUMBERS.items()
            if name in table.columns
        }

    def count(self, template: str, line: int) -> None:
        """Count a row of which *template* (with ``%(rows)s``) is true."""
        self._lines[template].add(line)

    def use(self, cells: "Cells") -> None:
        """Count what the cells of a row said, now that the row is used."""
        self.used += 1
        for name, words in cells.said.items():
            self.said[name].update(words or ("",))

    def notes(self) -> list[Sentence]:
        """Return it in sentences, codes first."""
        told = (Sentence(words, {"rows": lines.said()}) for words, lines in self._lines.items())
        return [*self.codes.notes(), *told]


class Cells:
    """The cells of one row; a column that is not there, or a cell that says nothing, gives what is known already."""

    def __init__(self, row: Row, assumed: Assumed) -> None:
        self._row, self._assumed = row, assumed
        self.said: dict[str, tuple[str, ...]] = {}
        """What each column that was read says here: nothing, a word or several."""

    @property
    def line(self) -> int:
        """Return where the row is."""
        return self._row.line

    def say(self, name: str, words: Iterable[str]) -> None:
        """Note what a cell was understood to say."""
        self.said[name] = tuple(words)

    def has(self, *names: str) -> bool:
        """Tell whether the file has one of the columns."""
        return any(name in self._row.cells for name in names)

    def plain(self, name: str) -> str:
        """Return a text without stray spaces and the mark that keeps spreadsheets from running it."""
        return " ".join(_GUARDED.sub("", self._row[name].strip(), count=1).split())

    def known(self, *names: str) -> str:
        """Return the first of the cells that says something."""
        return next((text for name in names if not says_nothing(text := self.plain(name))), "")

    def text(self, old: str, *names: str) -> str:
        """Return a text of at most 80 letters; one whose letters were lost does not replace one that is whole."""
        text = self.known(*names)[:80]
        return text if text and not (_SPOILT in text and old) else old

    def code(self, name: str, width: int, *, shown: str) -> str:
        """
        Return a code of *width* digits, or nothing where the cell says nothing.

        Raises:
            BadRow: It is no such code.
        """
        try:
            code = self._assumed.codes.read(self.known(name), width, shown, self.line)
        except BadInput as error:
            raise BadRow(self._row.line, "%(why)s (columna %(column)s).", why=error, column=shown) from error
        code = code if code.strip("0") else ""
        self.say(name, [_A_VALUE] if code else [])
        return code

    def whole(self, name: str, old: int | None) -> int | None:
        """
        Return a whole number; what is known, where the cell says nothing.

        Raises:
            BadRow: It is none.
        """
        value = self._number(name)
        if value is not None and value != int(value):
            raise self._bad(name, "un número entero, como 120")
        self.say(name, [] if value is None else [_A_VALUE])
        return old if value is None else int(value)

    def place(self, old: tuple[float | None, float | None]) -> tuple[float | None, float | None]:
        """
        Return latitude and longitude in Peru; what is known, where the file says 0, 0 or a place elsewhere, or writes
        them in another way than degrees (UTM): a school is not held back for its place on the map.
        """
        found = self._place()
        self.say("place", [_A_VALUE] if found else [])
        return found or old

    def _place(self) -> tuple[float, float] | None:
        if not (self.has("lat") and self.has("lon")):
            return None
        try:
            lat, lon = self._coordinate("lat"), self._coordinate("lon")
        except BadRow:
            words = (
                "Coordenadas que no son grados con decimales (como -13.15) ni grados, minutos y segundos con su "
                "hemisferio: se tomaron como desconocidas. Si son UTM, conviértalas a grados y repita. Filas: %(rows)s."
            )
            self._assumed.count(words, self.line)
            return None
        if lat is None or lon is None:
            return None
        if not lat and not lon:
            self._assumed.count(N_("Coordenadas 0, 0: se tomaron como desconocidas. Filas: %(rows)s."), self.line)
            return None
        if _within(lat, PERU_LAT) and _within(lon, PERU_LON):
            return lat, lon
        if _within(lon, PERU_LAT) and _within(lat, PERU_LON):
            words = "Latitud y longitud estaban cambiadas: se pusieron en su lugar. Filas: %(rows)s."
            self._assumed.count(words, self.line)
            return lon, lat
        self._assumed.count(N_("Coordenadas fuera del Perú: se tomaron como desconocidas. Filas: %(rows)s."), self.line)
        return None

    def _coordinate(self, name: str) -> float | None:
        degrees = in_degrees(self.known(name))
        return self._number(name) if degrees is None else degrees

    def rurality(self, old: str) -> str:
        """
        Return the area, or the finer degree that is known of it.

        Raises:
            BadRow: It is no area.
        """
        said = self.known("rurality", "area_censo")
        if not said:
            # The nearest populated centre's kind is a proxy, not the official area: it never replaces what is known.
            proxy = _PROXY.get(self._row["cp_cercano_tipo"].strip(), "")
            self.say("rurality", [proxy] if proxy else [])
            return old or proxy
        area = AREAS.get(said.removesuffix(".0")) or _RURALITY.get(key(said))
        if area is None:
            raise BadRow(
                self._row.line, "«%(text)s» no es un área: se espera Urbana, Rural o Rural 1 a 3", text=said[:30]
            )
        self.say("rurality", [area])
        return old if area == "Rural" and old.startswith("Rural") else area

    def power(self, old: Power) -> Power:
        """
        Return where electricity comes from.

        Raises:
            BadRow: It is no source that we know.
        """
        said = key(self.plain("power"))
        if says_nothing(said) and said != key(Power.UNKNOWN.value):
            self.say("power", [])
            return old
        found = _POWER.get(said) or next((one for one in Power if key(one.value) == said), None)
        if found is None:
            raise self._bad("power", f"una de estas: {', '.join(Power)}")
        self.say("power", [found.value])
        return found

    def yes_no(self, name: str, old: bool | None) -> bool | None:
        """
        Return yes or no, or None where the cell says that nobody knows; what is known, where it says nothing.

        Raises:
            BadRow: It is neither.
        """
        said = key(self.plain(name))
        if says_nothing(said) and said != "desconocido":
            self.say(name, [])
            return old
        if said not in (*_YES_NO, "desconocido"):
            raise self._bad(name, "sí, no o desconocido")
        self.say(name, ["desconocido" if said not in _YES_NO else "sí" if _YES_NO[said] else "no"])
        return _YES_NO.get(said)

    def words(self, name: str, old: tuple[str, ...], most: int) -> tuple[str, ...]:
        """
        Return the words of a cell, *most* letters together.

        Raises:
            BadRow: They are longer.
        """
        if not self.known(name):
            self.say(name, [])
            return old
        words = tuple(one for one in re.split(r"[\s,;/]+", self.known(name)) if one)
        if len(" ".join(words)) > most:
            raise self._bad(name, "algo más corto, como quy es")
        self.say(name, words)
        return words

    def _number(self, name: str) -> float | None:
        mark = self._assumed.marks.get(name, Mark.POINT)
        try:
            return number(self.known(name), mark, NUMBERS[name])
        except BadInput:
            raise self._bad(name, "un número entero, como 120") from None

    def _bad(self, name: str, example: str) -> BadRow:
        return BadRow(
            self._row.line,
            "«%(text)s» no sirve en la columna %(name)s: se espera %(example)s",
            text=self._row[name].strip()[:30],
            name=self._assumed.spelt.get(name, name).strip(),
            example=example,
        )


def _within(value: float, bounds: Bounds) -> bool:
    return bounds[0] <= value <= bounds[1]
