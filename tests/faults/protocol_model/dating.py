"""How the model dates a fact: by the clock marks of its own chain."""

from typing import TYPE_CHECKING

from tests.faults.protocol_model.parts import Fact

if TYPE_CHECKING:
    from tests.faults.protocol_model.hub import Hub


def is_anchor(fact: Fact) -> bool:
    """Tell whether a fact is a clock mark that knows the hub's time."""
    return fact.what[0] == "mark" and bool(fact.what[2])


def week_of(hub: "Hub", fact: Fact) -> int | None:
    """
    Return the offset of the last anchored mark at or before *fact* on its own chain, else of the first after it.

    Where branches disagree, the lowest head decides.
    """
    if hub.rules.have("marks_any_branch"):
        own = (f for f in hub.events.values() if f.incarnation == fact.incarnation and is_anchor(f))
        return min(((f.seq, f.head, f.what[3]) for f in own), default=(0, 0, None))[2]
    at: Fact | None = fact
    while at and at.incarnation == fact.incarnation:
        if is_anchor(at):
            return int(at.what[3])
        at = hub.events.get(at.prev)
    return _first_after(hub, fact)


def _first_after(hub: "Hub", fact: Fact) -> int | None:
    todo, found = [fact.head], list[tuple[int, str, int]]()
    while todo:
        for head in hub.children.get(todo.pop(), ()):
            child = hub.events.get(head)
            if child is None or child.incarnation != fact.incarnation:
                continue
            if is_anchor(child):
                found.append((child.seq, child.head, child.what[3]))
            else:
                todo.append(head)
    return min(found)[2] if found else None
