"""A school corrected by hand, closed, merged, or in service again: with a reason, in the history and told to it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from hub import ledger, notices, school_words
from hub.acts import Kind
from hub.importers.cells import PERU_LAT, PERU_LON
from hub.limits import reason_told
from hub.region import kept_of, schools_of
from hub.region_rows import School
from hub.store import Store
from shared.acts import Actor
from shared.clock import LIMA
from shared.differing import FieldChange, differences
from shared.errors import BadInput
from shared.ids import SchoolId
from shared.notices import About, What
from shared.resources import Power
from shared.sentences import N_

RURALITIES = ("", "Urbana", "Rural", "Rural 1", "Rural 2", "Rural 3")
YES, NO = "si", "no"
_MOST_STUDENTS, _HIGHEST_M = 20_000, 6_000
_PERU = {"lat": PERU_LAT, "lon": PERU_LON}
_LANGUAGES = re.compile(r"(?:[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*(?: |$))*")


def subject_of(school: str) -> str:
    """
    Return what the acts on a school are about.

    >>> subject_of("0403691-0")
    'school/0403691-0'
    """
    return f"school/{school}"[:80]


def correct(store: Store, school: str, said: Mapping[str, str], *, why: str, by: Actor) -> School:
    """
    Change fields of a school as somebody wrote them; what a person says is no longer made up.

    The next listing that says otherwise shows it in its difference. The school reads what was corrected, and why.

    Raises:
        BadInput: There is no such school, a field cannot be read, nothing changes, or there is no reason.
    """
    why = reason_told(why)
    with store.together() as connection:
        before = _known(store, school)
        readers = {**FIELDS, **_words_of(store.every_school())}
        read = {name: readers[name](text.strip()) for name, text in said.items() if name in FIELDS}
        if not str(read.get("name", before.name)):
            raise BadInput("La escuela no puede quedar sin nombre. No se cambió nada.")
        changed = {name: value for name, value in read.items() if getattr(before, name) != value}
        if not changed:
            raise BadInput("Ningún campo dice otra cosa que antes. No se cambió nada.")
        real = tuple(name for name in before.simulated if name not in changed)
        after = replace(before, **changed, simulated=real)  # type: ignore[arg-type]
        _keep(store, before, after)
        fields = _fields(before, after)
        told = [[one.name, str(one.before), str(one.after)] for one in fields]
        act = ledger.append(
            connection, store.now_s(), Kind.SCHOOL, subject_of(school), by, {"fields": told, "why": why}
        )
        about = About(school=school, number=act.number, fields=as_read_there(fields))
        _tell(store, connection, What.CORRECTED, about, why=why, by=by)
    return after


def close(store: Store, school: str, into: str = "", *, why: str, by: Actor) -> School:
    """
    Say that a school is no more: closed, or merged *into* another; its past is kept, no plan and no forecast names it.

    Raises:
        BadInput: It is closed already, the other is none in service, or there is no reason.
    """
    why = reason_told(why)
    with store.together() as connection:
        before = _known(store, school)
        if before.closed is not None:
            raise BadInput("La escuela %(school)s ya está fuera de servicio. No se cambió nada.", school=school)
        if into and (into == school or into not in {one.id for one in store.schools()}):
            raise BadInput(_NO_OTHER, into=into[:20])
        after = replace(before, closed=store.clock.now().astimezone(LIMA).date(), superseded_by=into)
        _keep(store, before, after)
        ledger.append(
            connection, store.now_s(), Kind.SCHOOL, subject_of(school), by, {"closed": True, "into": into, "why": why}
        )
        what, about = What.MERGED if into else What.CLOSED, About(school=school, into=into)
        _tell(store, connection, what, about, why=why, by=by)
    return after


def reopen(store: Store, school: str, *, why: str, by: Actor) -> School:
    """
    Take back that a school is no more.

    Raises:
        BadInput: It is in service, or there is no reason.
    """
    why = reason_told(why)
    with store.together() as connection:
        before = _known(store, school)
        if before.closed is None:
            raise BadInput("La escuela %(school)s está en servicio. No se cambió nada.", school=school)
        after = replace(before, closed=None, superseded_by="")
        _keep(store, before, after)
        ledger.append(connection, store.now_s(), Kind.SCHOOL, subject_of(school), by, {"closed": False, "why": why})
        about = About(school=school, into=before.superseded_by)
        _tell(store, connection, What.OPENED, about, why=why, by=by)
    return after


def _known(store: Store, school: str) -> School:
    found = schools_of(store.every_school()).get(SchoolId(school))
    if found is None:
        raise BadInput("La región no conoce la escuela «%(school)s». No se cambió nada.", school=school[:20])
    return found


def _words_of(schools: Sequence[School]) -> dict[str, Callable[[str], object]]:
    levels, ugels = school_words.levels(schools), school_words.ugels(schools)
    return {
        "level": lambda text: school_words.level_of(text, levels),
        "ugel": lambda text: school_words.ugel_of(text, ugels),
    }


def _keep(store: Store, before: School, after: School) -> None:
    if kept_of(before) != kept_of(after):
        store.put_schools([after])


def _tell(store: Store, connection: Connection, what: What, about: About, *, why: str, by: Actor) -> None:
    """Tell the site of a school, and of one into which it was merged."""
    for site in sorted({notices.site_of_school(connection, one) for one in (about.school, about.into) if one}):
        notices.tell(store, connection, site, what, about, why=why, by=by)


def as_read_there(fields: Iterable[FieldChange]) -> tuple[tuple[str, str, str], ...]:
    """Return what was corrected as the school's notice has it."""
    return tuple((one.name, _words(one.before), _words(one.after)) for one in fields)


def _words(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "—" if value in (None, "") else str(value)


def _fields(before: School, after: School) -> list[FieldChange]:
    (found,) = differences({"": kept_of(before)}, {"": kept_of(after)})
    return [one for one in found.fields if one.name != "simulated"]


def _text(text: str) -> str:
    return " ".join(text.split())[:80]


def _rurality(text: str) -> str:
    if text not in RURALITIES:
        raise BadInput(_NO_USE, text=text[:30])
    return text


def _power(text: str) -> Power:
    if text not in list(Power):
        raise BadInput(_NO_USE, text=text[:30])
    return Power(text)


def _yes_no(text: str) -> bool | None:
    if text not in ("", YES, NO):
        raise BadInput(_NO_USE, text=text[:30])
    return None if not text else text == YES


def _whole(most: int) -> Callable[[str], int | None]:
    def read(text: str) -> int | None:
        digits = text.replace(",", "")
        if digits and not (digits.isascii() and digits.isdigit() and len(digits) < 8 and int(digits) <= most):
            raise BadInput(
                "«%(text)s» no es un número entero de 0 a %(most)s. No se cambió nada.",
                text=text[:30],
                most=f"{most:,}",
            )
        return int(digits) if digits else None

    return read


def _degrees(name: str) -> Callable[[str], float | None]:
    least, most = _PERU[name]

    def read(text: str) -> float | None:
        if not text:
            return None
        try:
            value = float(text.replace(",", "."))
        except ValueError:
            value = most + 1
        if not least <= value <= most:
            raise BadInput(
                "«%(text)s» no es un lugar del Perú en grados, como -13.15. No se cambió nada.", text=text[:30]
            )
        return value

    return read


def _languages(text: str) -> tuple[str, ...]:
    words = " ".join(text.replace(",", " ").split())
    if not _LANGUAGES.fullmatch(words) or len(words) > 120:
        raise BadInput("Las lenguas se escriben por su código, como «quy es». No se cambió nada.")
    return tuple(dict.fromkeys(words.split()))


_NO_OTHER = N_(
    "«%(into)s» no es otra escuela en servicio. Escriba su código modular y anexo, como 0403691-0. No se cambió nada."
)
_NO_USE = N_("«%(text)s» no sirve ahí. Elija de la lista. No se cambió nada.")
FIELDS: Mapping[str, Callable[[str], object]] = {
    "name": lambda text: " ".join(text.split())[:200], "ugel": _text, "level": _text, "district": _text,
    "rurality": _rurality, "students": _whole(_MOST_STUDENTS), "power": _power, "coverage": _yes_no,
    "internet": _yes_no, "languages": _languages, "altitude_m": _whole(_HIGHEST_M), "lat": _degrees("lat"),
    "lon": _degrees("lon"),
}  # fmt: skip
"""What a person may correct, and how it is read; level and UGEL by the words that the region knows, too."""
