"""Kolibri's session and summary logs, once each, in any language."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.importers.accept import accept
from edge.importers.draft import Kind
from edge.importers.kolibri_logs import _moment, read_log
from edge.importers.read import place_of, read_files
from edge.store import Store
from shared.errors import BadInput, BadRow
from shared.facts import Use
from shared.imported import Outcome
from shared.occurred import Occurred, Precision
from shared.tabular import parse_table
from tests.edge.building import SCHOOL, FakeClock, new_store
from tests.edge.importers.exports import (
    CHANNEL,
    CONTENT,
    ENGLISH,
    PLACE,
    SPANISH,
    SUMMARY,
    export,
    session,
    summary,
    take,
)


def uses(store: Store) -> list[Use]:
    return [event.fact for _, event in store.entries.events(kinds={1}) if isinstance(event.fact, Use)]


def test_a_session_becomes_a_use_at_its_instant(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, export(session()))
        [event] = [found.event for found in store.facts.recent_facts()]
        person = store.people.pseudonyms(["al0038"])["al0038"]

        assert event.fact == Use(
            school=SCHOOL,
            resource=f"kolibri-{CHANNEL}",  # type: ignore[arg-type]
            learner=person,
            content=CONTENT,
            seconds=370,
            progress_pct=74,
        )
        assert event.occurred == Occurred(Precision.INSTANT, 1779634359, "kolibri")


def test_both_languages_are_one_file(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rows = session(), session("al0001")
        reports = [take(store, export(*rows, header=header)) for header in (ENGLISH, SPANISH, ENGLISH)]

        assert [(one.read, one.added, one.known) for one in reports] == [(2, 2, 0), (2, 0, 2), (2, 0, 2)]


@pytest.mark.parametrize("folders", [0, 1, 4])
@pytest.mark.parametrize(("row", "kind"), [(session(), Kind.SESSIONS), (summary(), Kind.SUMMARIES)])
def test_a_header_in_a_language_nobody_knows_is_read_by_place(folders: int, row: str, kind: Kind) -> None:
    row = row.replace(",'=Signos", ",Signos").replace(",Signos", ",tema" * folders)
    width = len(parse_table(export(row, header=row)).columns)
    header = ",".join(f"cabeza{n}" for n in range(width))
    draft = read_log(parse_table(export(row, row, header=header)), PLACE)

    assert (draft.kind, draft.facts[0].learner, len(draft.refused)) == (kind, "al0038", 0)
    assert draft.facts[0].fact == read_log(parse_table(export(row, header=_english(row, kind))), PLACE).facts[0].fact
    assert any("su lugar" in note.text() for note in draft.notes)


def _english(row: str, kind: Kind) -> str:
    folders = row.count(",tema")
    header = SUMMARY if kind is Kind.SUMMARIES else ENGLISH
    return header.replace(",Folder level 1", "".join(f",Folder level {n}" for n in range(folders)))


def test_the_layout_of_older_versions_is_read_by_place_too() -> None:
    row = f"IE,al0038,{CHANNEL},Mate,{CONTENT},Suma,2026-05-24 09:52:39-05:00,,370.0,0.7457,video,Tema,Subtema"
    draft = read_log(parse_table(export(row, header="a,b,c,d,e,f,g,h,i,j,k,l,m")), PLACE)

    assert (draft.kind, [one.learner for one in draft.facts]) == (Kind.SESSIONS, ["al0038"])


def test_columns_in_another_order_and_case_go_in_where_their_headings_are_known() -> None:
    row = f"370.0,0.7457,{CONTENT},{CHANNEL},al0038,2026-05-24 09:52:39-05:00"
    header = "TIME SPENT (SEC);progress (0-1);Content Id;CHANNEL ID;username;Time of First Interaction"
    draft = read_log(parse_table(f"{header}\n{row.replace(',', ';')}\n".encode("utf-16")), PLACE)

    assert [one.learner for one in draft.facts] == ["al0038"]


def test_a_decimal_comma_is_a_decimal_point() -> None:
    header = ENGLISH.replace(",", ";")
    row = session().replace('"Mate, 3°"', "Mate").replace('"a, b"', "a").replace(",", ";").replace("370.0", "370,4")
    [fact] = read_log(parse_table(export(row, header=header)), PLACE).facts

    assert (fact.fact.seconds, fact.fact.progress_pct) == (370, 74)  # type: ignore[attr-defined]


def test_a_later_export_of_a_longer_session_is_no_second_use(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, export(session()))
        again = take(store, export(session(end="900.0,1.0")))

        assert (again.added, again.known) == (0, 1)


def test_a_guest_has_no_pseudonym(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, export(session(who="")))

        assert [use.learner for use in uses(store)] == [None]


def test_the_same_moment_in_two_zones_is_one_session(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        rows = (session(), session(start="2026-05-24 14:52:39.261618+00:00"))

        assert take(store, export(*rows)).added == 1


@pytest.mark.parametrize(
    "bad",
    [
        session(start="24/08/2026"),
        session(start=""),
        session(start="2026-05-24 09:52:39"),
        session(end="-1,0.5"),
        session(end="abc,0.5"),
        session(end="nan,0.5"),
        session(end="10,1.5"),
        session().replace(CHANNEL, "../../etc"),
        session().replace(CHANNEL, ""),
        "IE,al0038,Learner",
    ],
)
def test_a_row_that_cannot_be_used_holds_the_file_until_that_is_accepted(tmp_path: Path, bad: str) -> None:
    data = export(session(), bad, session("al0001"))
    with new_store(tmp_path) as store:
        held = take(store, data, despite=False)
        before = store.records.count()
        done = take(store, data)

        assert (held.outcome, before) == (Outcome.HELD, 0)
        assert (done.added, [one.line for one in done.refused]) == (2, [3])


@pytest.mark.parametrize("cut", [2, 12, 40, 60, 150])
def test_a_truncated_file_writes_nothing_and_says_where_it_ends(tmp_path: Path, cut: int) -> None:
    data = export(session(), session("al0001"))
    with new_store(tmp_path) as store:
        with pytest.raises(BadRow) as caught:
            take(store, data[:-cut].removesuffix(b"\r\n"))

        assert caught.value.line >= 2
        assert (store.records.count(), store.db.rows("SELECT * FROM people")) == (0, [])


def test_another_table_is_refused_in_words() -> None:
    with pytest.raises(BadInput, match="No es un registro de Kolibri"):
        read_log(parse_table(b"a,b\n1,2\n"), PLACE)


def test_a_summary_is_a_use_with_its_total_at_its_last_day(tmp_path: Path) -> None:
    with new_store(tmp_path) as store:
        take(store, export(summary(end="4290.4,1.0000"), header=SUMMARY))
        [event] = [found.event for found in store.facts.recent_facts()]

        assert event.occurred == Occurred(Precision.INSTANT, 1779634359, "kolibri-summary")
        assert [(use.seconds, use.progress_pct, use.units) for use in uses(store)] == [(4290, 100, 1)]


def test_a_later_summary_adds_only_what_came_since(tmp_path: Path) -> None:
    later = summary(last="2026-06-01 10:00:00-05:00", end="500.0,1.0")
    with new_store(tmp_path) as store:
        first = take(store, export(summary(), header=SUMMARY))
        again = [take(store, export(row, header=SUMMARY)).added for row in (later, later, summary())]

        assert (first.added, again) == (1, [1, 0, 0])
        assert sum(use.seconds for use in uses(store)) == 500


def test_sessions_after_a_summary_are_new_and_those_before_it_are_in_its_total(tmp_path: Path) -> None:
    before, after = session(start="2026-05-01 09:00:00-05:00"), session(start="2026-06-01 09:00:00-05:00")
    with new_store(tmp_path) as store:
        take(store, export(summary(), header=SUMMARY))
        done = take(store, export(before, after, session(who="")))

        assert (done.added, done.known) == (2, 1)
        assert any("un resumen importado antes ya contiene: 1" in note.text() for note in done.notes)


def test_a_renamed_user_is_not_counted_again(tmp_path: Path) -> None:
    users = "Database ID (UUID),Username (USERNAME),Full name (FULL_NAME),User type (USER_TYPE)\r\n"
    with new_store(tmp_path) as store:
        take(store, (users + "8388c2461e5cdbea10bf4e63c16dcff1,ana,Ana,LEARNER\r\n").encode())
        take(store, export(summary("ana"), header=SUMMARY))
        take(store, (users + "8388c2461e5cdbea10bf4e63c16dcff1,anita,Ana,LEARNER\r\n").encode())

        assert take(store, export(session("anita"))).added == 0


def test_sessions_of_a_renamed_user_are_known(tmp_path: Path) -> None:
    users = "Database ID (UUID),Username (USERNAME),Full name (FULL_NAME),User type (USER_TYPE)\r\n"
    with new_store(tmp_path) as store:
        take(store, (users + "8388c2461e5cdbea10bf4e63c16dcff1,ana,Ana,LEARNER\r\n").encode())
        take(store, export(session("ana")))
        take(store, (users + "8388c2461e5cdbea10bf4e63c16dcff1,anita,Ana,LEARNER\r\n").encode())

        assert take(store, export(session("anita"))).added == 0


@pytest.mark.parametrize(
    ("when", "told"), [("2150-05-24", "todavía no llega"), ("2026-06-24", "todavía no llega"), ("2001-05-24", "2020")]
)
@pytest.mark.parametrize(("make", "header"), [(session, ENGLISH), (summary, SUMMARY)])
def test_a_moment_that_cannot_be_true_is_refused_by_its_line(
    tmp_path: Path, when: str, told: str, make: Callable[..., str], header: str
) -> None:
    row = make("ana", f"{when} 09:00:00-05:00")
    with new_store(tmp_path) as store:
        done = take(store, export(make(), row, header=header))

        assert (done.added, [one.line for one in done.refused]) == (1, [3])
        assert told in done.refused[0].why


@pytest.mark.parametrize(("when", "added"), [("2026-11-10", 1), ("2020-01-01", 1), ("2150-05-24", 0)])
def test_a_clock_that_was_reset_refuses_nothing_that_may_be_true(tmp_path: Path, when: str, added: int) -> None:
    with new_store(tmp_path, FakeClock(datetime(1970, 1, 1, 14, tzinfo=UTC))) as store:
        assert take(store, export(session(start=f"{when} 09:00:00-05:00"))).added == added


@pytest.mark.parametrize("text", ["16/03/2026 08:15", "2026.03.16 8:15", "46097,34375", "16/03/2026"])
def test_times_that_a_spreadsheet_rewrote_are_told_as_that(text: str) -> None:
    with pytest.raises(BadRow, match="sin abrirlo"):
        _moment(2, text)


@pytest.mark.parametrize("header", [ENGLISH, ENGLISH.replace("Channel name", "Kanalname").replace("Username", "Name")])
def test_a_preview_names_channel_and_content_as_the_file_does(tmp_path: Path, header: str) -> None:
    with new_store(tmp_path) as store:
        draft = read_files({"a.csv": export(session(), header=header)}, place_of(store))
        report = accept(store, draft, dry_run=True)

    assert "canal Mate, 3° · contenido a, b" in report.words()
    assert CHANNEL not in report.words()
