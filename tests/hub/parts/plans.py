"""A plan from its proposal to its papers, and what was fixed in it."""

from collections.abc import Sequence

from hub import locking
from hub.store import Store
from tests.hub.office import schools
from tests.hub.parts import Part

STEPS = ("aprobar", "publicar", "rechazar")


def examples(store: Store) -> Sequence[str]:
    newest, *_, older = (f"/plan/{plan.id}" for plan in store.plans())
    school = schools()[0].id
    return [
        "/plan", "/plan?ver=objecion", "/plan?ver=matricula", "/plan?ver=todas&p=3", older,
        f"{newest}/escuela/{school}",
        *(f"{newest}/{step}" for step in STEPS), "/plan/y-si", "/plan/y-si?equidad=2&minimo=20",
        "/plan/y-si?recurso=guia&unidades=7", "/plan/recalcular", f"{newest}/cambios", f"{newest}/cuadro",
        f"{newest}/paquetes", "/plan?ver=todas&escuela=rio&ugel=Huamanga", f"{older}/cuadro",
        f"{older}/empaque?almacen=Huamanga", "/fijado", "/fijado?ver=todo",
        f"/fijado?escuela={school}&recurso=tablet", f"/fijado/{locking.standing(store)[0].number}/levantar",
    ]  # fmt: skip


PART = Part(
    who_may={
        "console.plan": "OAN",
        "console.plan_csv": "OAN",
        "console.plan_school": "OAN",
        "console.what_if": "OAN",
        "console.recalculate": "OA",
        "console.recalculating": "OA",
        "console.confirm_approve": "OA",
        "console.approve": "OA",
        "console.confirm_publish": "OA",
        "console.publish": "OA",
        "console.confirm_reject": "OA",
        "console.reject": "OA",
        "console.changes": "OAN",
        "console.changes_csv": "OAN",
        "console.changes_xlsx": "OAN",
        "console.cuadro": "OAN",
        "console.cuadro_csv": "OAN",
        "console.cuadro_xlsx": "OAN",
        "console.packs": "OAN",
        "console.packs_csv": "OAN",
        "console.packs_xlsx": "OAN",
        "console.packing": "OAN",
        "console.packing_xlsx": "OAN",
        "console.locks": "OAN",
        "console.lay_lock": "OA",
        "console.confirm_lift": "OA",
        "console.lift_lock": "OA",
        "console.seen": "OA",
    },
    examples=examples,
    unseen=frozenset(
        f"console.{name}"
        for name in ("plan_csv", "changes_csv", "changes_xlsx", "cuadro_csv", "cuadro_xlsx", "packs_csv", "packs_xlsx",
                     "packing_xlsx")
    ),
    names=("Internado nuevo.", "Cerró el internado.", "PECOSA"),
)  # fmt: skip
