"""Codes of fixed width, as they were before a spreadsheet took them for numbers."""

import re
from collections import defaultdict
from decimal import Decimal, InvalidOperation

from shared.errors import BadInput
from shared.sentences import N_, Sentence
from shared.tabular.lines import Lines

COD_MOD, ANNEX, UBIGEO, UGEL, CODLOCAL, DNI = 7, 1, 6, 6, 6, 8
_DIGITS = re.compile(r"[0-9]+")
_FLOAT = re.compile(r"[0-9]+[.,]0+")
_GROUPED = re.compile(r"[0-9]{1,3}([.,  ])[0-9]{3}(?:\1[0-9]{3})*")
_POWER = re.compile(r"[0-9](?:[.,][0-9]+)?[eE]\+?[0-9]{1,2}")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)*(?:[eE]\+?[0-9]{1,2})?")
_GUARD = re.compile(r"""^(?:=?"(.*)"|'(.*))$""")


def restored(text: str, width: int) -> str:
    """
    Return a code with its leading zeros, whatever a spreadsheet made of it; empty where the cell is.

    >>> [restored(text, 7) for text in ("403691", "403691.0", "4.03691E+05", '="0403691"', "403,691", "0403 691", " ")]
    ['0403691', '0403691', '0403691', '0403691', '0403691', '0403691', '']

    Raises:
        BadInput: No digits, more than *width*, or a power of ten that lost the last of them.
    """
    code = _bare(text)
    if not code:
        return ""
    if not _DIGITS.fullmatch(code):
        code = _unnumbered(code, text)
    # One nought too many may be no nought too many: 04036910 is 0403691 with its annex, and no 4036910.
    code = code.lstrip("0") if width == ANNEX else code
    if len(code) > width:
        raise BadInput("«%(text)s» tiene más de %(width)s cifras", text=text.strip()[:30], width=width)
    return code.zfill(width)


def _bare(text: str) -> str:
    code = text.strip().strip("\xa0\u200b\ufeff")
    guarded = _GUARD.match(code)
    code = (guarded[1] or guarded[2] or "").strip() if guarded else code
    # Written in pairs, or broken by hand: nothing but its figures is a code's.
    joined = "".join(code.split())
    return joined if _DIGITS.fullmatch(joined) else code


def _unnumbered(code: str, text: str) -> str:
    if _FLOAT.fullmatch(code):
        return re.split("[.,]", code)[0]
    if _GROUPED.fullmatch(code):
        return re.sub("[^0-9]", "", code)
    if not _POWER.fullmatch(code):
        raise BadInput("«%(text)s» no es un código de cifras", text=text.strip()[:30])
    try:
        value = Decimal(code.replace(",", ".")).normalize()
    except InvalidOperation as error:
        raise BadInput("«%(text)s» no es un código de cifras", text=text.strip()[:30]) from error
    digits = len(re.sub("[^0-9]", "", re.split("[eE]", code)[0]))
    if digits <= int(re.split("[eE]", code)[1]) or value != value.to_integral_value():
        raise BadInput(
            "«%(text)s» perdió cifras en la hoja de cálculo. Dé formato de texto a la columna y exporte otra vez",
            text=text.strip()[:30],
        )
    return f"{value:f}"


class Codes:
    """Codes of a file, and how many of each column had to be put right: that is said, never done in silence."""

    def __init__(self) -> None:
        self._zeros: dict[str, Lines] = defaultdict(Lines)
        self._numbers: dict[str, Lines] = defaultdict(Lines)
        self._marks: dict[str, Lines] = defaultdict(Lines)

    def read(self, text: str, width: int, column: str, line: int) -> str:
        """
        Return a code of *width* digits; where it was not written so, its *line* is told of under *column*.

        Raises:
            BadInput: See ``restored``.
        """
        code = restored(text, width)
        as_written = text.strip()
        if code and code != as_written:
            self._of(as_written, width)[column].add(line)
        return code

    def _of(self, as_written: str, width: int) -> dict[str, Lines]:
        if _DIGITS.fullmatch(as_written) and len(as_written) <= width:
            return self._zeros
        return self._numbers if _NUMBER.fullmatch(as_written) else self._marks

    def notes(self) -> list[Sentence]:
        """
        Return what was put right, a sentence for each column.

        >>> codes = Codes()
        >>> codes.read("403691", 7, "COD_MOD", 2), codes.notes()[0].text()
        ('0403691', 'Se restituyeron ceros a la izquierda en COD_MOD. Filas: 1 (línea 2).')
        """
        zeros = N_("Se restituyeron ceros a la izquierda en %(column)s. Filas: %(rows)s.")
        numbers = N_(
            "Se devolvió a código lo que la hoja de cálculo escribió como número en %(column)s. Filas: %(rows)s."
        )
        marks = N_("Se quitaron espacios o signos de %(column)s. Filas: %(rows)s.")
        kinds = ((zeros, self._zeros), (numbers, self._numbers), (marks, self._marks))
        said = [(words, *one) for words, found in kinds for one in found.items()]
        return [Sentence(words, {"rows": rows.said(), "column": column}) for words, column, rows in said]
