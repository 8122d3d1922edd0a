"""What will be needed, until when it lasts, and why the forecast says so."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Blueprint, abort, render_template, url_for

from edge.rows import told_apart
from edge.views.node import node
from edge.views.outlook import fan, friday, period_end
from edge.views.standing import Standing, assumed_words, standings
from edge.views.unforeseen import unforeseen
from edge.views.view import ALL_STAFF, Group, Listed, View
from edge.views.words import kind_words
from shared.forecast import Forecast, MadeBy
from shared.ids import ResourceId
from shared.resources import ResourceKind
from shared.school_year import SchoolCalendar, Week, monday
from shared.web import N_, ngettext, say
from shared.web import gettext as _
from shared.web.formats import day, number, short_day, when

pages = Blueprint("needs", __name__, url_prefix="/necesidad", template_folder="../templates")

_MADE_BY: Mapping[MadeBy, str] = {
    MadeBy.MODEL: N_("modelo de la región"),
    MadeBy.BLEND: N_("modelo y su propia historia"),
    MadeBy.BASELINE: N_("su propia historia"),
}


@pages.get("/")
def page() -> str:
    """Show every resource."""
    found = standings()
    schools = told_apart(node().store.site.schools())
    several = len(schools) > 1
    shared = several and len({s.resource for s in found}) < len(found)
    items = [{**_item(s), "school": schools.get(s.forecast.school, "") if several else ""} for s in found]
    weeks = len(found[0].forecast.weeks) if found else 9
    title = ngettext("Necesidad de la próxima semana", "Necesidad de las próximas %(n)s semanas de clases", weeks)
    context = _period_words(found[0]) if found else ""
    return render_template(
        "needs.html",
        title=title,
        context=context,
        items=items,
        shared=shared,
        assumed=assumed_words(found),
        unforeseen=unforeseen() if found else [],
    )


def _period_words(standing: Standing) -> str:
    forecast = standing.forecast
    return _(
        "Del %(first)s al %(last)s · calculado en este equipo: %(moment)s",
        moment=when(standing.row.made_at, node().now()),
        first=day(monday(min(forecast.weeks))),
        last=day(monday(period_end(forecast)) + timedelta(days=4)),
    )


def _item(standing: Standing) -> dict[str, Any]:
    need = standing.forecast.need()
    pack = standing.forecast.kind is ResourceKind.PACK
    return {
        "name": standing.name,
        "href": url_for("needs.resource", resource=standing.resource),
        "need": f"{number(need.p50)} {kind_words(standing.forecast.kind)}",
        "span": _("%(lo)s a %(hi)s", lo=number(need.p10), hi=number(need.p90)),
        "on_hand": _("sí") if pack else have_words(standing),
        "coming": number(standing.coming),
        "missing": _missing(standing),
        "unsure": standing.unsure,
        "knots": "" if standing.unsure else standing.outlook.knots,
        "lasts": lasts(standing),
        "made_by": _made_by(standing.forecast),
    }


def _made_by(forecast: Forecast) -> str:
    like_it = forecast.made_by is MadeBy.BASELINE and forecast.rests_on.donors_pct > 0 and not forecast.rests_on.weeks
    return _("la historia de escuelas parecidas") if like_it else _(_MADE_BY[forecast.made_by])


def have_words(standing: Standing) -> str:
    """Return what there is, with what is lent of it; where nobody counted, no more than what the records show."""
    have = number(standing.on_hand)
    if standing.row.lent and standing.forecast.kind is ResourceKind.REUSABLE:
        have = _("%(n)s (con lo prestado)", n=have)
    if standing.row.counted:
        return have
    return _("al menos %(n)s", n=have) if standing.on_hand else _("sin contar")


def _missing(standing: Standing) -> str:
    if not standing.missing:
        return ""
    return _("quizá %(n)s", n=number(standing.missing)) if standing.guess else number(standing.missing)


def lasts(standing: Standing) -> str:
    """Return until when a resource lasts, in words."""
    if standing.unsure:
        return _("no se sabe: falta contar")
    if standing.forecast.kind is ResourceKind.PACK:
        return _("no se acaba")
    out = standing.outlook.runs_out
    if out is None:
        return _("todo el período")
    if not standing.outlook.weeks_covered:
        return _("ya no alcanza")
    return ngettext(
        "%(day)s (%(n)s semana)", "%(day)s (%(n)s semanas)", standing.outlook.weeks_covered, day=_last_day(standing)
    )


def _last_day(standing: Standing) -> str:
    return friday(standing.forecast.weeks[standing.outlook.weeks_covered - 1])


@pages.get("/<resource>")
def resource(resource: str) -> str:
    """Show the picture of one resource, its reason, and the same numbers as a table."""
    found = [s for s in standings() if s.resource == resource]
    if not found:
        abort(404)
    schools = told_apart(node().store.site.schools())
    parts = [_part(s, schools.get(s.forecast.school, "")) for s in found]
    context = _period_words(found[0])
    several = len(parts) > 1
    return render_template(
        "need.html",
        name=found[0].name,
        resource=resource,
        context=context,
        parts=parts,
        shared=several,
        assumed=assumed_words(found),
    )


def _part(standing: Standing, school: str) -> dict[str, Any]:
    forecast = standing.forecast
    calendar = node().store.news.calendar_of(forecast.school)
    series = node().store.folded.series(forecast.school, ResourceId(standing.resource))
    drawn = fan(forecast, series, calendar, None if standing.unsure else standing.outlook.runs_out)
    return {
        "title": school or standing.name,
        "missing": bool(standing.outlook.missing),
        "verdict": _verdict(standing),
        "answer": _answer(standing),
        "chart_title": _("%(name)s, por semana", name=standing.name),
        "chart_desc": _chart_words(forecast),
        "weeks": drawn.weeks,
        "top": drawn.top,
        "ticks": drawn.ticks,
        "unit": _("por semana (%(kind)s)", kind=kind_words(forecast.kind)),
        "ends": drawn.ends if forecast.kind is ResourceKind.CONSUMABLE else 0,
        "ends_words": _("se acaba"),
        "why": " ".join(part for part in (_why(forecast), say(standing.row.note) if standing.row.note else "") if part),
        "table": _table(forecast, calendar),
    }


def _answer(standing: Standing) -> str:
    need = standing.forecast.need()
    said = {"coming": number(standing.coming), "lo": number(need.p10), "mid": number(need.p50), "hi": number(need.p90)}
    if not standing.row.counted and not standing.on_hand and standing.forecast.kind is not ResourceKind.PACK:
        return _(
            "No se sabe cuánto hay: nadie lo contó todavía. Vienen %(coming)s. "
            "El período pide de %(lo)s a %(hi)s; lo más probable, %(mid)s.",
            **said,
        )
    return _(
        "Hay %(have)s y vienen %(coming)s. El período pide de %(lo)s a %(hi)s; lo más probable, %(mid)s.",
        have=number(standing.on_hand) if standing.forecast.kind is ResourceKind.PACK else have_words(standing),
        **said,
    )


def _verdict(standing: Standing) -> str:
    if standing.unsure:
        return _("No se sabe si alcanza: falta contar")
    if standing.missing and standing.guess:
        return ngettext("Podría faltar %(n)s", "Podrían faltar %(n)s", standing.missing)
    if standing.outlook.missing:
        missing, covered = standing.outlook.missing, standing.outlook.weeks_covered
        if not covered:
            return ngettext("Falta %(n)s · ya no alcanza", "Faltan %(n)s · ya no alcanza", missing)
        return ngettext(
            "Falta %(n)s · alcanza hasta el %(day)s",
            "Faltan %(n)s · alcanza hasta el %(day)s",
            missing,
            day=_last_day(standing),
        )
    return _("Con lo que viene, alcanza") if standing.coming else _("Alcanza")


def _chart_words(forecast: Forecast) -> str:
    mids = [quantiles.p50 for quantiles in forecast.weekly] or [0.0]
    return _(
        "Se esperan de %(lo)s a %(hi)s por semana de clases. La tabla de abajo trae los mismos números.",
        lo=number(min(mids)),
        hi=number(max(mids)),
    )


def _why(forecast: Forecast) -> str:
    rests = forecast.rests_on
    weeks = ngettext("Se apoya en %(n)s semana de uso.", "Se apoya en %(n)s semanas de uso.", rests.weeks)
    said = [weeks if rests.weeks else _("Todavía no hay semanas de uso registradas: es una primera estimación.")]
    if rests.donors_pct:
        said.append(
            _("Como es poco, cuenta también lo que usa cada estudiante en escuelas parecidas.")
            if rests.weeks
            else _("Sin historia propia: según lo que usa cada estudiante en escuelas parecidas.")
        )
    if rests.vacations:
        said.append(_("Las semanas sin clases no cuentan como poco uso."))
    if rests.stockouts:
        said.append(
            ngettext(
                "En %(n)s semana no había existencias: se tomó como necesidad, no como poco uso.",
                "En %(n)s semanas no había existencias: se tomaron como necesidad, no como poco uso.",
                rests.stockouts,
            )
        )
    if rests.missing:
        said.append(
            ngettext(
                "De %(n)s semana no hay datos: quedó fuera.",
                "De %(n)s semanas no hay datos: quedaron fuera.",
                rests.missing,
            )
        )
    if forecast.set_aside:
        said.append(
            _(
                "La región dejó de usar el modelo en recursos que se usan así, porque acertaba menos. "
                "No hay que hacer nada: se usará cuando vuelva a acertar o llegue otro."
            )
        )
    made = _("Lo calculó este equipo con: %(made_by)s.", made_by=_made_by(forecast))
    version = _("Versión del modelo: %(version)s.", version=forecast.model_version) if forecast.model_version else ""
    return " ".join(part for part in (*said, made, version) if part)


def _days_words(days: int | None, *, foreseen: bool) -> str:
    if days is None:
        return _("¿con clases?") if foreseen else _("¿sin clases?")
    return ngettext("%(n)s día", "%(n)s días", days) if days else _("sin clases")


def _table(forecast: Forecast, calendar: SchoolCalendar) -> list[dict[str, Any]]:
    foreseen = dict(zip(forecast.weeks, forecast.weekly, strict=True))
    rows = []
    for at in range(int(forecast.origin) + 1, int(period_end(forecast)) + 1):
        week = Week(at)
        quantiles = foreseen.get(week)
        days = calendar.school_days(week)
        rows.append(
            {
                "day": short_day(monday(week)),
                "free": quantiles is None,
                "days": _days_words(days, foreseen=quantiles is not None),
                "lo": number(quantiles.p10) if quantiles else "—",
                "mid": number(quantiles.p50) if quantiles else "—",
                "hi": number(quantiles.p90) if quantiles else "—",
            }
        )
    return rows


VIEW = View(
    pages,
    {"needs.page": ALL_STAFF, "needs.resource": ALL_STAFF},
    listed=(
        Listed("needs.page", N_("Necesidad"), N_("Cuánto hará falta y hasta cuándo alcanza."), "chart", Group.DAILY),
    ),
)
