"""The road's end for what only reads: how much of a bundle has come, and models. Uploads are ``hub.front``'s."""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from urllib.parse import urlencode

import msgspec
from flask import Blueprint, Response, abort, request, send_file

from hub import dhis2, dhis2_names, exchange, export_forms, exporting, plan_told
from hub.access import Scope, program
from hub.described import described
from hub.export_answers import answer
from hub.health_told import health
from hub.invited import introduction
from hub.parts import parts
from hub.plan_rows import PlanStatus
from shared.errors import BadInput
from shared.sentences import N_

api = Blueprint("api", __name__, url_prefix="/v1")

_NO_COUNT = N_("«%(value)s» no sirve en «%(name)s»: ponga un número entero entre %(least)s y %(most)s.")
_NO_DAY = N_("«%(value)s» no sirve en «%(name)s»: ponga un día como 2026-03-01.")
_NO_PERIOD = N_("«%(value)s» no sirve en «%(name)s»: ponga uno de %(some)s.")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@api.get("/bundles/<id_>")
def get_bundle(id_: str) -> Response:
    """Say how much of a bundle has arrived."""
    spool = parts().spool
    count = spool.held(id_) if spool is not None and exchange.BUNDLE_ID.fullmatch(id_) else None
    if count is None:
        return _response(exchange.error(404, N_("No se conoce ese paquete. Envíelo desde el inicio.")))
    return _response(exchange.held(200, count))


@api.get("/hub")
def get_hub() -> Response:
    """Say which hub this is, and which services a site has: whoever types words compares the fingerprint."""
    hub = parts()
    told = introduction(hub.store, hub.keys.public, request.args.get("site", "")[:20])
    return Response(told.to_json(), mimetype="application/json")


@api.get("/models/<sha256>")
def get_model(sha256: str) -> Response:
    """Give a released model, or the rest of it from a byte on."""
    path = parts().config.models_folder / sha256
    if not _SHA256.fullmatch(sha256) or not path.is_file():
        return _response(exchange.error(404, N_("La oficina no tiene ese modelo. Se sigue con el anterior.")))
    return send_file(path, mimetype="application/octet-stream", etag=sha256, conditional=True)


@api.get("/exports/<file>")
def get_export(file: str) -> Response:
    """Give a table to a program: whole as CSV or Parquet, in pages as JSON; ``plan`` says of which plan."""
    name, _, form = file.rpartition(".")
    if name not in exporting.TABLES or form not in export_forms.TYPES:
        abort(404)
    first, most = _page_asked()
    plan = request.args.get("plan", "")
    report = exporting.report(parts().store, name, plan=plan)
    if name == "plan_lines" and plan and not _may_read(plan):
        abort(403, "scope")
    given = {"most": most, **({"plan": plan} if plan else {})}
    page = partial(_after, f"exports/{file}", given)
    return answer(report, name, form, first, most, page)


def _may_read(plan: str) -> bool:
    """Tell whether who asks may read a plan: one that did not go out, only by the scope of plans."""
    asks = program()
    return exporting.plan_of(parts().store, plan).status is PlanStatus.PUBLISHED or (
        asks is not None and Scope.PLAN_READ in asks.scopes
    )


def _after(path: str, given: Mapping[str, object], first: int) -> str:
    return f"{api.url_prefix}/{path}?{urlencode({'from': first, **given})}"


@api.get("/exports/dhis2.json")
def get_dhis2() -> Response:
    """Give a program what a DHIS2 takes in, of weeks or of months, from a day on."""
    by, since = request.args.get("by", dhis2.By.WEEK), request.args.get("since", "")
    if by not in list(dhis2.By):
        raise BadInput(_NO_PERIOD, value=by[:30], name="by", some=", ".join(dhis2.By))
    asked = dhis2.Asked(dhis2.By(by), _day(since) if since else None)
    if dhis2_names.current(parts().store) is None:
        # Nothing that a program waits for: somebody has to import them.
        return _response(exchange.error(409, dhis2.NO_NAMES))
    some = dhis2.values(parts().store, asked, dhis2.Tally())
    return Response(dhis2.as_json(some), content_type=export_forms.TYPES[export_forms.JSON])


@api.get("/plan")
def get_plan() -> Response:
    """Give a program the plan that was published last, or the one it names: its head, and a page of its lines."""
    first, most = _page_asked()
    plan = exporting.plan_of(parts().store, request.args.get("plan", ""))
    # What goes on goes on in this plan: another may be published meanwhile.
    lines, given = exporting.lines_of(parts().store, plan), {"most": most, "plan": plan.id}
    page = export_forms.page(
        lines, "plan_lines", first, most, partial(_after, "plan", given), plan=plan_told.head_of(plan)
    )
    return Response(page, content_type=export_forms.TYPES[export_forms.JSON])


@api.get("/health")
def get_health() -> Response:
    """Tell a program that watches how the hub is."""
    told = Response(msgspec.json.encode(health(parts())), content_type=export_forms.TYPES[export_forms.JSON])
    told.headers["Cache-Control"] = "no-store"
    return told


@api.get("/openapi.json")
def get_openapi() -> Response:
    """Describe all requests of ``/v1``, for a program that reads OpenAPI 3.1 (``hub.described``)."""
    return Response(described(), mimetype="application/json")


def _page_asked() -> tuple[int, int]:
    first, most = (_count(key, default) for key, default in (("from", 0), ("most", export_forms.PAGE)))
    if not 1 <= most <= export_forms.MOST:
        raise BadInput(_NO_COUNT, value=most, name="most", least=1, most=export_forms.MOST)
    return first, most


def _count(key: str, default: int) -> int:
    text = request.args.get(key, str(default))
    if text.isascii() and text.isdigit() and len(text) < 12:
        return int(text)
    least, most = (1, export_forms.MOST) if key == "most" else (0, 10**11 - 1)
    raise BadInput(_NO_COUNT, value=text[:30], name=key, least=least, most=most)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInput(_NO_DAY, value=text[:30], name="since") from error


def _response(told: exchange.Answer) -> Response:
    return Response(told.body, told.status, told.headers, mimetype="application/json")
