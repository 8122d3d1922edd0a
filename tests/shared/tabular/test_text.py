"""Which encoding a text has is told from what Spanish looks like in it; what is no text is refused by name."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.errors import BadInput, BadRow
from shared.sentences import Sentence
from shared.tabular import parse_table
from shared.tabular.text import encoding_of

SHOUTED = "CÓDIGO;INSTITUCIÓN\n0403691;NIÑO JESÚS DE ÁVILA\n0403692;SEÑOR DE LOS ÚLTIMOS\n"
SPOKEN = "código;institución\n0403691;José María Argüedas, 3° «B»\n0403692;¿Señor? Túpac Ibáñez\n"


@pytest.mark.parametrize("encoding", ["cp850", "cp1252", "utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("said", [SHOUTED, SPOKEN], ids=["shouted", "spoken"])
def test_the_encoding_is_the_one_that_reads_as_spanish(said: str, encoding: str) -> None:
    said = said.replace("«", "").replace("»", "")

    assert encoding_of(said.encode(encoding), "x") == encoding


@pytest.mark.parametrize(
    "word", ["Ñ", "ñandú", "PERÚ", "Perú", "CAFÉ", "San José", "ÁNCASH", "Ibáñez", "3° A", "ACCIÓN"]
)
@pytest.mark.parametrize("encoding", ["cp850", "cp1252"])
def test_one_accented_word_is_enough(word: str, encoding: str) -> None:
    assert encoding_of(f"nombre\n{word}\n".encode(encoding), "x") == encoding


def test_letters_that_were_lost_before_are_told_and_the_rest_is_read() -> None:
    data = b"a;b\r\nCA\xef\xbf\xbdETE;1\r\nNI\xef\xbf;2\r\nSE\xef\xbf\xbdOR;3\r\n"

    table = parse_table(data)

    assert [row["a"] for row in table.rows] == ["CA\ufffdETE", "NI\ufffd", "SE\ufffdOR"]
    assert "Filas: 3" in table.notes[0].text()


def test_utf8_with_a_damaged_place_is_refused_with_its_line() -> None:
    with pytest.raises(BadRow, match="Línea 3"):
        parse_table("a;b\nñ;é\ná;".encode() + b"\xff" + "í;ó\n".encode())


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "Excel antiguo"),
        (b"\x89PNG\r\n", "imagen"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "una foto"),
        (b"Rar!\x1a\x07\x01" + bytes(40), "RAR o 7z. Descomprímalo"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(40), "RAR o 7z. Descomprímalo"),
        (b"\r\n<html><table><tr><td>1</td></tr></table>", "página web"),
        (b'<?xml version="1.0"?><Workbook/>', "página web"),
        (bytes(range(1, 40)) * 9, "no es un archivo de texto"),
    ],
)
def test_what_is_no_text_is_called_by_its_name(data: bytes, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        parse_table(data)


def test_accents_that_were_written_twice_are_put_right_and_told() -> None:
    data = "a;b\nNIÑO JESÚS;Ángel\nIE;1\n".encode().decode("latin-1").encode()

    table = parse_table(data)

    assert [tuple(row.cells.values()) for row in table.rows] == [("NIÑO JESÚS", "Ángel"), ("IE", "1")]
    assert "Filas: 1" in table.notes[0].text()


@pytest.mark.parametrize("word", ["NIÑO", "JESÚS", "Ávila", "Íñigo"])
def test_lines_of_another_encoding_are_read_in_theirs_and_told(word: str) -> None:
    data = "a;b\nMARÍA;Ñusta\nSEÑOR;1\n".encode("cp1252") + f"{word};2\n".encode()

    table = parse_table(data)

    assert [row["a"] for row in table.rows] == ["MARÍA", "SEÑOR", word]
    assert [note.text() for note in table.notes] == [
        "El archivo mezcla dos codificaciones: se leyó cada celda en la suya. Filas en UTF-8: 1."
    ]


def test_what_a_file_is_instead_can_be_said_in_another_language() -> None:
    with pytest.raises(BadInput) as caught:
        encoding_of(b"%PDF-1.7", "x")

    assert caught.value.said.params["what"] == Sentence("un PDF")


def test_a_quote_left_open_is_told_in_our_words() -> None:
    with pytest.raises(BadRow, match="una comilla quedó abierta") as caught:
        parse_table(b'a,b\n1,"2\n')

    assert "unexpected" not in str(caught.value)


@pytest.mark.parametrize("text", ["NIÑO JESÚS", "N° 38001 Jardín Nuñez", "Ñahuinpuquio, Secundaria, José Gálvez"])
def test_what_an_old_macintosh_wrote_is_read(text: str) -> None:
    assert encoding_of(text.encode("mac_roman"), "x") == "mac_roman"


@pytest.mark.parametrize("encoding", ["cp850", "cp1252"])
@pytest.mark.parametrize(
    "text", ["Lima – Perú", "D’Onofrio – centro", "l’atelier", "José Ibáñez", "¿Qué? «Así»", "Ñ", "3° Á", "niño"]
)
def test_windows_and_dos_are_not_taken_for_a_macintosh(text: str, encoding: str) -> None:
    data = text.encode(encoding, "ignore")

    assert encoding_of(data + b" a", "x") != "mac_roman"


@settings(deadline=None)
@given(st.lists(st.sampled_from(["José", "Núñez", "NIÑO JESÚS", "Ángel", "Jardín", "ÑAHUINPUQUIO", "María", "Único",
                                 "Quispe", "3° grado", "Educación", "MARTÍN", "pequeño"]), min_size=4, max_size=20),
       st.sampled_from(["utf-8", "cp850", "cp1252", "utf-16", "mac_roman"]))  # fmt: skip
def test_names_of_schools_read_back_the_same_in_any_encoding(words: list[str], encoding: str) -> None:
    text = "codigo;nombre\r\n" + "".join(f"{at};{one}\r\n" for at, one in enumerate([*words, "Núñez á É Ú"]))
    data = text.encode(encoding)

    assert data.decode(encoding_of(data, "x")) == text
