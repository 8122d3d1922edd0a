"""The register of devices, what is lent, counted and lost."""

from edge.store import Store
from tests.edge.parts import Part
from tests.edge.views.lent_devices import GUARDIAN, LENT, MENDED, SERIAL, STOLEN, lend_one
from tests.edge.views.school import TABLET


def _canary(store: Store) -> tuple[str, ...]:
    """A guardian takes a tablet home, with all that its paper says."""
    if not store.people.learners():
        store.people.add_person("learner", "Illari Canario", code="71000038", school=store.site.schools()[0].id)
    lend_one(store, SERIAL)
    return (*GUARDIAN, "966123456", "8951060000000000001", "Domitila Canario")


PART = Part(
    who_may={
        "devices.page": "C I",
        "devices.device": "C I",
        "devices.tell": "C I",
        "devices.add": "C",
        "devices.save": "C",
        "device_acts.repair_page": "C I",
        "device_acts.save_repair": "C I",
        "device_acts.loss_page": "C",
        "device_acts.save_loss": "C",
        "device_acts.found_page": "C",
        "device_acts.save_found": "C",
        "stock.page": "C T I",
        "stock.one": "C T I",
        "stocktaking.page": "C",
        "stocktaking.save": "C",
        "loan_papers.sheet": "C",
        "lending.lend_page": "C",
        "lending.save_loan": "C",
        "lending.return_page": "C",
        "lending.save_return": "C",
        "returning.page": "C",
        "returning.save": "C",
    },
    words={"serial": SERIAL},
    unlisted={"returning.page": "asks for which loan: from the list of what is out"},
    with_values=(
        "/equipos/?serie=ZZ9", "/equipos/?lugar=lent", "/equipos/?lugar=sin_ver", "/equipos/?recurso=tablet",
        *(f"/equipos/{TABLET}/{serial}" for serial in (SERIAL, LENT, MENDED, STOLEN)),
        f"/prestar?serie={SERIAL}", f"/prestar?serie={LENT}", "/prestar?serie=ZZ9",
        f"/devolver?serie={LENT}", f"/devolver?serie={SERIAL}",
        f"/equipos/reparar?serie={SERIAL}", f"/equipos/reparar?serie={MENDED}", f"/equipos/perder?serie={LENT}",
        f"/equipos/hallar?serie={STOLEN}", f"/equipos/hallar?serie={LENT}", "/contar/series?recurso=tablet",
        f"/existencias/{TABLET}", f"/prestar/constancia/{TABLET}/{LENT}",
    ),
    names=("HGA1-", "ZZ9", GUARDIAN[0], GUARDIAN[2], "Lenovo M10", "no carga"),
    browsed=(
        "/equipos/", "/equipos/nuevo", f"/equipos/{TABLET}/{LENT}", "/prestar", f"/prestar?serie={SERIAL}", "/devolver",
        f"/devolver?serie={LENT}", f"/equipos/reparar?serie={MENDED}", f"/equipos/perder?serie={LENT}",
        f"/equipos/hallar?serie={STOLEN}", "/contar/series", "/existencias/", f"/existencias/{TABLET}",
        f"/prestar/constancia/{TABLET}/{LENT}",
    ),
    canary=_canary,
)  # fmt: skip
