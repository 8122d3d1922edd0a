"""One report for every import: it says what was written, what was not, and what to do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.errors import BadRow
from shared.imported import KEPT, SHOWN, Imported, Outcome, outcome
from shared.sentences import Sentence

BAD = BadRow(4, "falta el %(what)s", what="nombre")


@given(
    bad=st.integers(0, 3),
    good=st.integers(0, 3),
    dry_run=st.booleans(),
    accept=st.booleans(),
)
def test_refused_lines_are_written_around_only_where_that_was_accepted(
    bad: int, good: int, dry_run: bool, accept: bool
) -> None:
    found = outcome([BAD] * bad, good=good, dry_run=dry_run, accept=accept)

    assert (found is Outcome.TRIED) == dry_run
    if not dry_run:
        assert (found is Outcome.WRITTEN) == (bad == 0 or (accept and good > 0))


@pytest.mark.parametrize(
    ("report", "failed"),
    [
        (Imported(3, 3), False),
        (Imported(0, 0), False),
        (Imported(3, 2, refused=(BAD,), outcome=Outcome.WRITTEN), False),
        (Imported(3, 2, refused=(BAD,), outcome=Outcome.HELD), True),
        (Imported(3, 2, refused=(BAD,), outcome=Outcome.TRIED), False),
        (Imported(1, 0, refused=(BAD,), outcome=Outcome.TRIED), True),
        (Imported(1, 0, refused=(BAD,), outcome=Outcome.HELD), True),
    ],
)
def test_an_import_fails_where_it_wrote_nothing_that_it_was_asked_to(report: Imported, failed: bool) -> None:
    assert report.failed is failed


def test_words_and_json_say_the_same() -> None:
    note = Sentence("Se restituyeron ceros en %(rows)s filas.", {"rows": 2})
    report = Imported(
        5, 2, 1, refused=(BAD,), notes=(note,), preview=({"id": "0403691-0", "x": None},), outcome=Outcome.HELD
    )

    fields, words = report.fields(), report.words()

    assert (fields["known"], fields["written"], fields["refused"]) == (
        1,
        False,
        [{"line": 4, "why": "falta el nombre"}],
    )
    assert [fields["next"] in words, "Línea 4: falta el nombre" in words, fields["notes"][0] in words] == [True] * 3
    assert ("id 0403691-0" in words, "None" in words) == (True, False)
    assert "--accept" in fields["next"]


def test_the_first_rows_are_shown_before_they_are_written_and_not_after() -> None:
    rows = ({"id": "0403691-0"},)

    shown = ["0403691-0" in Imported(1, 1, preview=rows, outcome=one).words() for one in Outcome]

    assert dict(zip(Outcome, shown, strict=True)) == {Outcome.WRITTEN: False, Outcome.TRIED: True, Outcome.HELD: True}


def test_what_is_said_can_be_said_in_another_language() -> None:
    report = Imported(1, 0, refused=(BAD,), outcome=Outcome.HELD)

    assert "LÍNEA 4" in report.words(lambda message: message.replace("Línea", "LÍNEA"))


def test_a_thousand_refusals_are_counted_and_not_all_shown() -> None:
    report = Imported(1_000, 0, refused=(BAD,) * 1_000, outcome=Outcome.TRIED)

    assert f"… y {1_000 - SHOWN} más" in report.words()
    assert (len(report.refused), len(report.fields()["refused"])) == (KEPT, KEPT)
    assert (report.refused_count, report.known, report.failed) == (1_000, 0, True)
