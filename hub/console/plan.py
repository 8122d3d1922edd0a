"""The page of the plan: every line with its reason, the comparison with other ways, approval and publication."""

from collections.abc import Mapping, Sequence

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from hub import outdated, planning
from hub.console.already import already, not_done, stands_otherwise
from hub.console.before_signing import caveats_told, fixed_told, nothing_told
from hub.console.blueprint import console, csv_file, page_of, store
from hub.console.few_pupils import untold
from hub.console.packs import packs_counted, packs_of_site
from hub.console.plan_groups import groups_told
from hub.console.plan_index import CHOICES, PlanIndex, counts, filtered, index_of, reasons_found, usual
from hub.console.plan_lines import Told, held, sought_schools, told_lines, ugels_of
from hub.console.plan_out import published_words, without_laptop_now
from hub.console.plan_pupils import beyond
from hub.console.plan_steps import steps
from hub.console.plan_trade import trade_words
from hub.console.restores import after_a_restore
from hub.console.signatures import signing_told
from hub.console.sought import asked
from hub.console.view import ALL_READ, SIGNING, View
from hub.inputs import reasons_asked
from hub.lock_outcome import beside as laid_beside
from hub.objecting import objected
from hub.offices import SIGNERS
from hub.pack_choice import packs_in
from hub.plan_rows import STATUSES, PlanRow, PlanStatus
from hub.plans import newest
from hub.report import FEW
from hub.ways import NAMES, Way
from shared.acts import Actor
from shared.allocation import Line
from shared.errors import PlanRefused
from shared.ids import ResourceId, SchoolId
from shared.sentences import Sentence
from shared.web import N_, formats, saved, say, who
from shared.web import gettext as _

_SIGNED = N_("El plan %(plan)s ya tiene su firma, o la de su función. Falta la de otra.")


@console.get("/plan", defaults={"plan_id": "latest"})
@console.get("/plan/<plan_id>")
def plan(plan_id: str) -> str:
    """Show a plan: the newest one, or the one that is named."""
    every = store().plans()
    if not every and plan_id == "latest":
        return render_template("plan_empty.html", may_sign=who().role in SIGNERS, **after_a_restore())
    row = _found(every, plan_id)
    index = index_of(store(), row.id)
    names = _names()
    schools, text, ugel = store().every_school(), asked("escuela"), asked("ugel")
    narrowed = request.args.get("motivo") or text or ugel
    beside = objected(store(), row, index.entries, every)
    many = beyond(index.entries, store().catalogue(), schools, untold())
    found_by = counts(index.entries, beside, many)
    show = request.args.get("ver", "todas" if narrowed else usual(found_by))
    of = sought_schools(schools, text, ugel) if text or ugel else None
    found = filtered(index.entries, show, request.args.get("motivo", ""), request.args.get("recurso", ""), beside, of,
                     beyond=many)  # fmt: skip
    page = page_of(found, 12)
    return render_template(
        "plan.html",
        plan=row,
        status=_(STATUSES[row.status]),
        steps=steps(row),
        page=page,
        rows=_told(row, store().plan_lines(row.id, only=[(one.school, one.resource) for one in page.rows]), beside),
        moved=_moved(row),
        objected=len(beside),
        beyond=len(many),
        hidden=len(index.entries) - len(found),
        lines=len(index.entries),
        sent=index.sent,
        sent_to=index.sent_to,
        asked={**request.args, "ver": show, "escuela": text, "ugel": ugel},
        choices=[(code, _(words), found_by[code]) for code, words in CHOICES.items() if found_by[code] or code == show],
        all_told=_all_told(index) if 0 < found_by["todas"] == found_by["aviso"] else "",
        ugels=ugels_of(schools, index.schools),
        reasons=reasons_found(index.codes),
        ways=_ways(row),
        other=_(NAMES[Way.BY_ENROLMENT]),
        groups=groups_told(row.comparison, Way.BY_ENROLMENT),
        trade=trade_words(row.comparison, row.inputs["least_use_pct"], row.inputs.get("alpha", 0)),
        signed=[
            (one.id, " ".join(say(words) for words in outdated.words(store(), one)))
            for one in every
            if one.id != row.id and one.status is PlanStatus.PROPOSED and one.approvals
        ],
        others=[(other, _(STATUSES[other.status])) for other in every if other.id != row.id][:8],
        resources=sorted((one, names.get(one, one)) for one in index.resources),
        simulated=[_(words) for words in row.simulated],
        caveats=caveats_told(row),
        nothing=nothing_told(row, index),
        may_sign=who().role in SIGNERS,
        is_newest=row == newest(every),
        bare=without_laptop_now(row),
        **packs_counted(packs_in(row.inputs)),
        **signing_told(row),
        **after_a_restore(),
    )


@console.get("/plan/<plan_id>/escuela/<school>")
def plan_school(plan_id: str, school: str) -> str:
    """Show what one school would receive and why, as the school will read it."""
    row = _found(store().plans(), plan_id)
    lines = store().plan_lines(row.id, school=school)
    if not lines:
        abort(404)
    told = _told(row, lines, objected(store(), row, lines))
    may_sign = who().role in SIGNERS
    packs = packs_of_site(row, school)
    return render_template(
        "plan_school.html", plan=row, told=told, name=told[0].school, school=school, may_sign=may_sign, packs=packs
    )


@console.get("/plan/<plan_id>.csv")
def plan_csv(plan_id: str) -> Response:
    """Give all lines of a plan as a spreadsheet."""
    row = _found(store().plans(), plan_id)
    header = ("cod_mod_anexo", "escuela", "recurso", "pidio", "para_que", "tiene", "en_camino",
              "p10", "p50", "p90", "propuesto", "motivo", "por_que", "que_lo_cambiaria", "valor", "precio",
              "partes_del_precio", "objecion", "fijado", "estudiantes")  # fmt: skip
    lines = store().plan_lines(row.id)
    told = _told(row, lines, objected(store(), row, lines))
    return csv_file(
        f"plan-{row.id}.csv",
        header,
        (
            (
                one.line.school, one.school, one.resource, one.line.asked, one.asked_for, held(one.line),
                one.line.in_transit, *_foreseen(one), one.line.units, one.words, one.why, one.change,
                FEW if one.need is None else one.line.value, one.line.price, " ".join(one.parts),
                " ".join(one.objections), " ".join(one.laid), _pupils(one),
            )
            for one in told
        ),
    )  # fmt: skip


@console.get("/plan/<plan_id>/aprobar")
def confirm_approve(plan_id: str) -> str:
    """Ask once before a plan is signed: what it sends, and how many lines somebody should look at first."""
    return _confirm(plan_id, PlanStatus.PROPOSED)


@console.get("/plan/<plan_id>/publicar")
def confirm_publish(plan_id: str) -> str:
    """Ask once before a plan is published: it cannot be edited afterwards."""
    return _confirm(plan_id, PlanStatus.APPROVED)


def _confirm(plan_id: str, status: PlanStatus) -> str:
    row = _found(store().plans(), plan_id)
    if row.status is not status:
        stands_otherwise(row, "approve" if status is PlanStatus.PROPOSED else "publish")
    if row.status is PlanStatus.PROPOSED and not signing_told(row)["may_approve"]:
        already(Sentence(_SIGNED, {"plan": row.id}), url_for("console.plan", plan_id=row.id), of_plan=True)
    index = index_of(store(), row.id)
    beside = objected(store(), row, index.entries)
    many = beyond(index.entries, store().catalogue(), store().every_school(), untold())
    return render_template(
        "plan_confirm.html",
        plan=row,
        publishing=status is PlanStatus.APPROVED,
        index=index,
        marked=counts(index.entries, beside, many)["aviso"],
        objected=len(beside),
        beyond=len(many),
        simulated=[_(words) for words in row.simulated],
        caveats=caveats_told(row),
        nothing=nothing_told(row, index),
        **fixed_told(row),
        moved=_moved(row),
        **signing_told(row),
    )


@console.post("/plan/<plan_id>/aprobar")
def approve(plan_id: str) -> AnyResponse | tuple[str, int]:
    """Sign a plan in the name of the account's office."""
    try:
        row = planning.approve(store(), plan_id, login=who().login, role=SIGNERS[who().role])
    except PlanRefused as error:
        return _refused(plan_id, error)
    if row.status is PlanStatus.APPROVED:
        saved(_("Plan %(plan)s aprobado. Falta publicarlo para que las escuelas lo reciban.", plan=row.id))
    else:
        saved(_("Su firma está. El plan %(plan)s necesita otra, de otra función, antes de publicarse.", plan=row.id))
    return redirect(url_for("console.plan", plan_id=row.id))


@console.post("/plan/<plan_id>/publicar")
def publish(plan_id: str) -> AnyResponse | tuple[str, int]:
    """Publish an approved plan."""
    before = _found(store().plans(), plan_id).published
    try:
        published = planning.publish(store(), plan_id, Actor(who().login, SIGNERS[who().role]))
    except PlanRefused as error:
        return _refused(plan_id, error)
    saved(published_words(before, {one.site for one in published}))
    return redirect(url_for("console.plan", plan_id=plan_id))


def _refused(plan_id: str, error: PlanRefused) -> tuple[str, int]:
    return not_done(error.said, url_for("console.plan", plan_id=plan_id), of_plan=True)


def _found(every: Sequence[PlanRow], plan_id: str) -> PlanRow:
    found = newest(every) if plan_id == "latest" else next((row for row in every if row.id == plan_id), None)
    return found or abort(404)


def _told(
    row: PlanRow, lines: Sequence[Line], beside: Mapping[tuple[SchoolId, ResourceId], Sequence[Sentence]]
) -> list[Told]:
    return told_lines(
        lines,
        store().catalogue(),
        store().every_school(),
        _asked_for(row),
        beside,
        laid_beside(row, lines),
        untold=untold(),
    )


def _foreseen(one: Told) -> tuple[int | str, ...]:
    return (FEW, FEW, FEW) if one.need is None else (one.need.p10, one.need.p50, one.need.p90)


def _pupils(one: Told) -> int | str:
    return FEW if one.need is None else "" if one.students is None else one.students


def _names() -> dict[str, str]:
    return {resource.id: resource.name for resource in store().catalogue().resources}


def _all_told(index: PlanIndex) -> str:
    """Say that every line has a notice, so that none can be left out, and of how many nobody counted."""
    return _(
        "Todas las líneas tienen un aviso: «Con aviso» no deja fuera ninguna. Sin ningún conteo de la escuela: %(n)s.",
        n=formats.number(index.uncounted),
    )


def _moved(row: PlanRow) -> str:
    """Say what was decided since a plan was drawn, so that it goes no further; empty where nothing was."""
    return " ".join(say(one) for one in outdated.words(store(), row))


def _asked_for(row: PlanRow) -> Mapping[tuple[SchoolId, ResourceId], str]:
    return reasons_asked(store().requests(), row.heard)


def _ways(row: PlanRow) -> list[tuple[str, str, Mapping[str, float]]]:
    return [(way.value, _(words), row.comparison[way]) for way, words in NAMES.items() if way in row.comparison]


VIEW = View(
    {
        "console.plan": ALL_READ,
        "console.plan_csv": ALL_READ,
        "console.plan_school": ALL_READ,
        "console.confirm_approve": SIGNING,
        "console.approve": SIGNING,
        "console.confirm_publish": SIGNING,
        "console.publish": SIGNING,
    },
    under="console.plan",
)
