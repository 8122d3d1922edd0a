"""What the office did to what is a school's, in words; what a later version does is not left out."""

from datetime import date

import msgspec
import pytest

from shared.notices import KIND, About, Notice, What, subject_of, words

COMPUTERS = (What.REVOKED, What.ACCEPTED, What.JOINED, What.DISCARDED)
SCHOOL, OTHER, PECOSA = "0403691-0", "0403692-0", "2026-10-abc-0001"
ABOUT = About(
    school=SCHOOL, resource="tablet", pecosa=PECOSA, number=12, units=1500, kind="max", day=date(2026, 10, 19),
    into=OTHER, version=4, fields=(("students", "21", "44"), ("colour", "", "rojo")),
)  # fmt: skip


class FirstNotice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice as the first nodes that knew any read it: always of a computer."""

    what: str
    node: str
    text: str
    role: str
    on: date


def notice(what: str, about: About = ABOUT) -> Notice:
    told = msgspec.structs.asdict(about)
    return Notice(**told, what=what, text="La robaron.", role="Operación regional", on=date(2026, 11, 3))


@pytest.mark.parametrize("what", [*COMPUTERS, "melted"])
def test_each_act_on_a_computer_has_words_that_name_it(what: str) -> None:
    assert "00ff" in words(notice(what, About(node="00ff"))).text()


@pytest.mark.parametrize(
    ("what", "named"),
    [
        (What.USE_STANDS, ("tabletas", "Los Andes", "cuenta entero")),
        (What.USE_BOUNDED, ("tabletas", "Los Andes", "hasta lo posible")),
        (What.UNSETTLED, ("tabletas", PECOSA, "1,500")),
        (What.UNLOCKED, ("tabletas", "Los Andes", "a lo más 1,500")),
        (What.LEFT, (PECOSA, "19/10/2026")),
        (What.STAYED, (PECOSA, "no salió")),
        (What.CORRECTED, ("Los Andes", "estudiantes: 21 → 44; colour:  → rojo")),
        (What.CLOSED, ("Los Andes", "fuera de servicio")),
        (What.MERGED, ("Los Andes", OTHER)),
        (What.OPENED, ("Los Andes", "otra vez en servicio")),
        (What.RESOURCE, ("tabletas", "catálogo 4")),
        (What.WITHDRAWN, ("tabletas", "dejó de ofrecer")),
        (What.CATALOGUE, ("catálogo de recursos: vale el 4",)),
        (What.CALENDAR, ("calendario escolar: vale el 4",)),
        (What.WEIGHTS, ("pesos del reparto: vale la versión 4",)),
        ("melted", ("un cambio que toca a la escuela",)),
    ],
)
def test_each_act_of_another_kind_has_words_that_name_what_it_is_about(what: str, named: tuple[str, ...]) -> None:
    text = words(notice(what), {SCHOOL: "Los Andes", "tablet": "tabletas"}).text()

    assert [one for one in named if one not in text] == []
    assert "laptop" not in text


def test_a_quantity_of_a_later_version_is_told_by_its_units() -> None:
    assert "(1,500)" in words(notice(What.UNLOCKED, msgspec.structs.replace(ABOUT, kind="about"))).text()


@pytest.mark.parametrize("about", [ABOUT, About(node="00ff"), About()])
def test_a_notice_is_the_same_again_after_its_way(about: About) -> None:
    assert msgspec.json.decode(msgspec.json.encode(notice("closed", about)), type=Notice) == notice("closed", about)


def test_the_last_word_holds_where_there_is_one_and_each_act_is_its_own_elsewhere() -> None:
    school, line = About(school=SCHOOL), About(pecosa=PECOSA, resource="tablet", number=2, units=5)

    assert subject_of(What.REVOKED, About(node="00ff")) == f"{KIND}/standing/00ff"
    assert {subject_of(what, school) for what in (What.CLOSED, What.MERGED, What.OPENED)} == {
        f"{KIND}/service/{SCHOOL}"
    }
    assert subject_of(What.LEFT, line) == subject_of(What.STAYED, line)
    assert subject_of(What.UNSETTLED, line) == f"{KIND}/unsettled/{PECOSA}/tablet/2"
    assert subject_of("melted", school) == f"{KIND}/melted/{SCHOOL}"
    of_all = About(resource="tablet", name="Tabletas", version=4)
    assert {subject_of(what, of_all) for what in (What.RESOURCE, What.WITHDRAWN)} == {f"{KIND}/resource/tablet"}
    assert subject_of(What.WEIGHTS, About(version=4)) == f"{KIND}/weights"


def test_a_resource_that_is_offered_no_more_keeps_its_name() -> None:
    about = About(resource="tablet", name="Tabletas", version=4)

    assert "dejó de ofrecer Tabletas (" in words(notice(What.WITHDRAWN, about)).text()


def test_the_first_nodes_read_what_is_of_a_computer_and_leave_out_the_rest() -> None:
    of_computer = msgspec.json.encode(notice("revoked", About(node="00ff")))

    assert msgspec.json.decode(of_computer, type=FirstNotice).node == "00ff"
    with pytest.raises(msgspec.ValidationError, match="node"):
        msgspec.json.decode(msgspec.json.encode(notice("closed")), type=FirstNotice)
