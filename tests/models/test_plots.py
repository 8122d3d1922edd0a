"""Charts of a report: whole SVG, whatever the names and numbers."""

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from models.plots import bars, lines

names = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
scores = st.floats(0, 10)


@given(st.lists(st.tuples(names, scores), max_size=6))
def test_bars_are_valid_and_as_long_as_their_values(values: list[tuple[str, float]]) -> None:
    drawn = ElementTree.fromstring(bars("WQL <b>", values))
    widths = [float(one.attrib["width"]) for one in drawn.iter("{http://www.w3.org/2000/svg}rect")]

    assert len(widths) == len(values)
    for (_, one), width in zip(values, widths, strict=True):
        assert all(width <= wider for (_, other), wider in zip(values, widths, strict=True) if one <= other)


@given(st.dictionaries(names, st.lists(scores, max_size=9), max_size=6))
def test_every_curve_is_drawn_once(curves: dict[str, list[float]]) -> None:
    drawn = ElementTree.fromstring(lines("WQL", curves))

    assert len(list(drawn.iter("{http://www.w3.org/2000/svg}polyline"))) == len(curves)
