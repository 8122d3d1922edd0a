"""The content packs of a plan on the pages: which go to each site, which do not, and why."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from flask import Response, abort, render_template, request

from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.few_pupils import untold
from hub.console.view import ALL_READ, View
from hub.pack_choice import packs_in
from hub.plan_rows import PlanRow
from hub.region_rows import School, service_names
from hub.report import FEW, UNTOLD
from shared.allocation import PackLine, PackReason
from shared.pack_words import PackTold, told
from shared.resources import Catalogue
from shared.tabular.workbook import MIME, workbook
from shared.web import gettext as _
from shared.web import say
from shared.web.downloads import attachment

SHOWN = ("todas", "va", "no")
_HEADER = ("codlocal", "escuelas", "paquete", "nombre", "va", "estudiantes", "mb_disco", "mb_linea", "mb_quedan",
           "valor", "motivo", "por_que", "que_lo_cambiaria")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ToldPack:
    """A line of packs with everything the page says of it."""

    line: PackLine
    schools: str
    """Names of the services that it would serve; of those of the site, where it goes for another pack."""
    pack: str
    learners: int | None
    """That are expected to use it; None: who asks is not shown it."""
    tone: str
    icon: str
    words: str
    why: str
    change: str

    @property
    def used(self) -> tuple[int | str, int | str]:
        """How many learners, and what that is worth, as a file tells them."""
        return (FEW, FEW) if self.learners is None else (self.learners, self.line.worth)


def told_packs(lines: Iterable[PackLine], catalogue: Catalogue, schools: Sequence[School]) -> list[ToldPack]:
    """Put each line into words in the reader's language, in their order."""
    names, known = service_names(schools), catalogue.by_id()
    of_site: dict[str, list[School]] = {}
    for school in sorted(schools, key=lambda school: school.id):
        of_site.setdefault(school.site, []).append(school)
    found, few = [], untold()
    for line in lines:
        ids = [one.school for one in line.needs] or [one.id for one in of_site.get(line.site, ())]
        resource, said = known.get(line.resource), told(line)
        called = resource.name if resource else line.resource
        told_of = _row(line, [str(names.get(one, one)) for one in ids], said, called)
        found.append(_without_learners(told_of) if any(one.school in few for one in line.needs) else told_of)
    return found


def _row(line: PackLine, names: Sequence[str], said: PackTold, pack: str) -> ToldPack:
    return ToldPack(
        line=line,
        schools=", ".join(names) or line.site,
        pack=pack,
        learners=line.learners,
        tone=said.tone,
        icon=said.icon,
        words=say(said.badge),
        why=say(said.why),
        change=say(said.change) if said.change else "",
    )


def _without_learners(one: ToldPack) -> ToldPack:
    return replace(one, learners=None, why=_(UNTOLD) if one.line.reason is PackReason.CHOSEN else one.why)


def packs_of_site(row: PlanRow, school: str) -> list[ToldPack]:
    """Return the packs of the site of a school, in words."""
    schools = store().every_school()
    site = next((one.site for one in schools if one.id == school), None)
    here = [line for line in _ordered(row) if line.site == site]
    return told_packs(here, store().catalogue(), schools)


def packs_counted(lines: Collection[PackLine]) -> dict[str, int]:
    """Return how many packs a plan chose and refused, for how many sites, and how many for want of a figure."""
    return {
        "packs_chosen": sum(line.chosen for line in lines),
        "packs_left": sum(not line.chosen for line in lines),
        "packs_sites": len({line.site for line in lines if line.chosen}),
        "packs_untold": sum(_untold(line) for line in lines),
    }


@console.get("/plan/<plan_id>/paquetes")
def packs(plan_id: str) -> str:
    """Show the content packs of a plan, site by site."""
    row = _plan(plan_id)
    lines = _ordered(row)
    asked = request.args.get("ver", "")
    show = asked if asked in SHOWN else SHOWN[0]
    found = [line for line in lines if show == SHOWN[0] or line.chosen == (show == SHOWN[1])]
    page = page_of(found)
    rows = told_packs(page.rows, store().catalogue(), store().every_school())
    return render_template("packs.html", plan=row, rows=rows, page=page, lines=lines, show=show, **packs_counted(lines))


def _untold(line: PackLine) -> bool:
    """Tell whether it was refused because somebody has to say something first."""
    return line.reason.name.endswith("_UNKNOWN")


@console.get("/plan/<plan_id>/paquetes.csv")
def packs_csv(plan_id: str) -> Response:
    """Give the content packs of a plan as CSV."""
    row = _plan(plan_id)
    return csv_file(f"paquetes-{row.id}.csv", _HEADER, _rows(row))


@console.get("/plan/<plan_id>/paquetes.xlsx")
def packs_xlsx(plan_id: str) -> Response:
    """Give the content packs of a plan as a workbook."""
    row = _plan(plan_id)
    return attachment(workbook({_("Paquetes"): (_HEADER, _rows(row))}), f"paquetes-{row.id}.xlsx", MIME)


def _rows(row: PlanRow) -> list[tuple[object, ...]]:
    every = told_packs(_ordered(row), store().catalogue(), store().every_school())
    return [
        (
            one.line.site, one.schools, one.line.resource, one.pack, "si" if one.line.chosen else "no",
            one.used[0], one.line.storage_mb or "", one.line.sync_mb or "",
            "" if one.line.chosen or _untold(one.line) else one.line.left_mb, one.used[1], one.words, one.why,
            one.change,
        )
        for one in every
    ]  # fmt: skip


def _ordered(row: PlanRow) -> list[PackLine]:
    """Return the lines by site, those that go first."""
    lines = packs_in(row.inputs)
    return sorted(lines, key=lambda line: (line.site, not line.chosen, -line.worth, line.resource))


def _plan(plan_id: str) -> PlanRow:
    return next((one for one in store().plans() if one.id == plan_id), None) or abort(404)


VIEW = View(
    {"console.packs": ALL_READ, "console.packs_csv": ALL_READ, "console.packs_xlsx": ALL_READ},
    under="console.plan",
)
