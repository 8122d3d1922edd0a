"""What came of the plans: deliveries and objections, forecasts held against what came, history and rules."""

from collections.abc import Sequence

from hub import weighing
from hub.store import Store
from tests.hub.parts import Part


def examples(store: Store) -> Sequence[str]:
    return ["/entregas", "/entregas?q=mirador", "/entregas?q=nadie",
            "/pronostico", "/analisis", "/historial", f"/historial?plan={store.plans()[1].id}", "/reglas",
            "/mas", "/comprobar"]  # fmt: skip


PART = Part(
    who_may={
        "console.deliveries": "OAN",
        "console.reply": "OA",
        "console.checking": "OAN",
        "console.check_code": "OAN",
        "console.forecasts": "OAN",
        "console.forecasts_csv": "OAN",
        "console.history": "OAN",
        "console.rules": "OAN",
        "console.set_limit": "A",
        "console.preview_weights": "A",
        "console.bring_weights": "A",
        "console.weights_file": "OAN",
        "console.analysis": "OAN",
        "console.more": "OAN",
    },
    examples=examples,
    unseen=frozenset({"console.forecasts_csv", "console.weights_file"}),
    names=("Entraron seis alumnos.", weighing.first().note),
)
