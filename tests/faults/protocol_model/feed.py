"""The feed of the hub in the model: streams that only grow, and what a node is told of them."""

from tests.faults.protocol_model.parts import PER_PAGE, ROOT, Entry, Item, Life, Marks, Page, Rules, digest


class Feed:
    """What the hub says, in streams."""

    rules: Rules
    life: Life
    feed: dict[str, list[Entry]]
    items: set[Item]

    def publish(self, item: Item) -> None:
        """Append an item to its stream."""
        chain = self.feed.setdefault(item.stream, [])
        prev = chain[-1].head if chain else ROOT
        self.items.add(item)
        head = digest(prev, self.life, len(chain) + 1, item)
        chain.append(Entry(self.life, len(chain) + 1, head, item))

    def page(self, stream: str, head: str, number: int = 0) -> Page | Marks:
        """Return what follows *head* in a stream, or the places from which a node may go on."""
        chain = self.feed.get(stream, [])
        heads = [ROOT, *(entry.head for entry in chain)]
        if self.rules.have("feed_number_only"):
            return Page(stream, self.life, head, tuple(chain[number : number + PER_PAGE]))
        if head in heads:
            at = heads.index(head)
            return Page(stream, self.life, head, tuple(chain[at : at + PER_PAGE]))
        last_of_life = {entry.life: entry.head for entry in chain}
        return Marks(stream, self.life, head, (*reversed(list(last_of_life.values())), *reversed(heads)))
