"""All that an exchange with the region may raise."""

from shared.errors import (
    BadBundle,
    DatabaseBusy,
    DayUsedUp,
    HubRefused,
    NewerFormat,
    RoadClosed,
    SequenceGap,
    SyncError,
    Untrusted,
)

TROUBLES = [
    RoadClosed("No hubo señal."),
    RoadClosed("Ocupada.", retry_after_s=5000),
    HubRefused("No."),
    Untrusted("Otra firma."),
    BadBundle("Dañado."),
    NewerFormat("Más nuevo."),
    SequenceGap(1, 3),
    SyncError("?"),
    DatabaseBusy("Ocupada."),
    DayUsedUp("Se gastó."),
    ZeroDivisionError(),
    MemoryError(),
    OSError(28, "No space left"),
    RecursionError(),
    KeyError("x"),
]
