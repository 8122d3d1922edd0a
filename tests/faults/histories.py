"""Directed histories, one or more for each row of the fault table, for the model and for the real code alike."""

Operation = tuple[str, int, int, int, int]
History = list[Operation]


def read(text: str) -> History:
    """
    Return the operations that *text* names: ``operation a b c d``, zeros at the end left out.

    >>> read("rec 0 2; drop")
    [('rec', 0, 2, 0, 0), ('drop', 0, 0, 0, 0)]
    """
    return [_operation(part.split()) for part in text.split(";")]


def words(text: str) -> tuple[str, ...]:
    """
    Return the words of a text.

    >>> words("rec drop")
    ('rec', 'drop')
    """
    return tuple(text.split())


def written(history: History) -> str:
    """
    Return a history as text.

    >>> written([("rec", 0, 2, 0, 0), ("drop", 0, 0, 0, 0)])
    'rec 0 2; drop'
    """
    return "; ".join(" ".join(map(str, operation)).removesuffix(" 0" * _zeros(operation)) for operation in history)


def _operation(words: list[str]) -> Operation:
    a, b, c, d = [*map(int, words[1:]), 0, 0, 0, 0][:4]
    return words[0], a, b, c, d


def _zeros(operation: Operation) -> int:
    numbers = operation[1:]
    return next((at for at, number in enumerate(reversed(numbers)) if number), len(numbers))


def _named(text: str) -> dict[str, History]:
    found: dict[str, str] = {}
    name = ""
    for line in text.strip().splitlines():
        if line.startswith(" "):
            found[name] += line
        else:
            name, found[line] = line, ""
    return {name: read(told) for name, told in found.items()}


# http node 1 1: a whole bundle and its reply; http node 1 0: the reply is lost to the bag; http node 1 1 1 (or 2): the
# hub dies before (after) its commit; http node 0 6: the reply is taken, and nothing of a bundle of two frames received.
DIRECTED = _named(
    """
a computer is revoked, believed again and revoked again
    newnode; rec 0 2 0 1; http 0 1 1; revoke 0; release 0; http 0 1 1; revoke 0; rec 0 2 0 1; http 0 1 1
kill -9: hub before and after the commit, node between
    rec 0 2 0 1; http 0 1 1 1; reboot; rec 0 1 2 1; http 0 1 1 2; http 0 1 1
reply lost after commit
    rec 0 2 0 1; http 0 1; drop; drop; drop; http 0 1 1
the road breaks within the reply, after the ack and between its pages
    rec 0 2 0 1; issue 0 1; issue; httpcut 0 0; httpcut 0 1; issue 0 1; rec 0 2 0 1; httpcut 0 2; http 0 1 1
a reply of a restored hub is cut within its marks
    rec 0 2 0 1; hbackup; issue 0 1; issue; http 0 1 1; hrestore; issue 0 1 1; httpcut 0 0; httpcut 0 1; httpcut 0 1;
    httpcut 0 2; http 0 1 1
duplicates, reorder, overlap, pipelining, HTTP and USB at once
    rec 0 2 0 1; rec 0 2 0 1; rec 0 2 0 1; rec 0 2 0 1; seal 0 0 8 5; seal 0 0 4 5; seal 0 0 2 3; seal 0 0 0 4;
    deliver 0 1 1; deliver 1 1 1; take; deliver 2 1 1; http 0 1 1; deliver 3 1 1; deliver 0 1 1
references in pipelined bundles, the first one lost
    rec 0 2 0 1; rec 0 2 0 1; seal 0 1 0 2; drop; seal 0 0 3 2; deliver 0 0 1
references in a bundle of an earlier session, from before what is acked
    rec 0 2 0 1; http 0 0 2; rec 0 2 0 1; seal 0 1 0 2; drop; seal 0 0 3 2; deliver 0 0 1
cut after one frame, resumed from the prefix
    rec 0 2 0 1; rec 0 2 0 1; http 0 0 1; http 0 0 1; http 0 1 1
clock: a mark arrives after, and before, the facts that it dates
    rec 0 2 0 1; mark 0 1; rec 0 2 0 1; seal 0 0 3 3; deliver 0 1 1; seal 0 0 0 2; deliver 1 1 1; mark 0 1;
    http 0 1 1
node restored; the lost branch is at the hub
    rec 0 2 0 1; http 0 1 1; nbackup; rec 0 2 0 1; http 0 1 1; nrestore; rec 0 2 0 1; http 0 1 1; http 0 1 1
node restored twice from one copy, each time with other facts
    rec 0 2 0 1; http 0 1 1; nbackup; nrestore; rec 0 1 1; http 0 1 1; nrestore; rec 0 2 2 1; http 0 1 1; http 0 1 1
node restored, its hub restored before
    hbackup; rec 0 2 0 1; http 0 1 1; nbackup; rec 0 2 0 1; http 0 1 1; hrestore; nrestore; rec 0 2 0 1; http 0 1 1
two laptops with one identity
    rec 0 2 0 1; clone 0 1; rec 0 1; rec 1 1; http 0 1 1; http 1 1 1; http 0 1 1
running snapshot: both write, one closes its incarnation first
    rec 0 2 0 1; http 0 1 1; clone; rec 0 2 1 1; rec 1 2 2 1; reboot; rec; http 0 1 1; reboot 1; rec 1 1;
    http 1 1 1; http 1 1 1
running snapshot: one hears that the other's incarnation is complete before it sends
    rec 0 2 0 1; http 0 1 1; clone; rec 0 2 1 1; rec 1 1 2 1; reboot; rec; http 0 1 1; reboot 1; rec 1; http 1 0 6
running snapshot: same numbers name different learners, then referred to
    clone; rec 0 1 1; rec 1 1 2; http 0 1 1; http 1 1 1; rec 0 1 1; rec 1 1 2; http 0 1 1; http 1 1 1
running snapshot: clock marks of one branch
    rec 0 2 0 1; clone; mark 0 1; mark 1 1; rec 0 1; rec 1 1; http 0 1 1; http 1 1 1
running snapshot: one hears the hub's position of the other before it sends
    rec 0 2 0 1; http 0 1 1; clone; rec 0 2 1 1; rec 1 2 2 1; http 0 1 1; http 1 0 6
running snapshot: one sends a part of what the other goes on from
    rec 0 2 0 1; http 0 1 1; clone; rec 0 2 1 1; rec 1 2 2 1; reboot; rec; http 0 1 1; http 0 0 1; reboot 1; rec 1 1;
    http 1 1 1; http 1 1 1
running snapshot: the hub dies, the other branch grows, and nothing of a bundle arrives
    rec 0 2 0 1; http 0 1 1; rec; clone; http 1 0 0 1; rec 0 2 1 1; rec 1 2 2 1; reboot; http 0 1 1; http 1 0 6
node held by a hub that was restored again, with a bundle kept from before
    newnode 0 0 6 11; newnode; newnode; issue 0 10 0 2; hbackup; rec 0 2 0 1; http 0 1 1; issue; http 0 1 1; hrestore;
    rec 0 1; http 0 1 1; hrestore 0 0 0 4; http 0 1 1; hclean 5; newnode; take; hrestore
twin re-enrolled under a new key
    rec 0 2 0 1; http 0 1 1; clone 0 1; rec 1 1; http 1 1 1; reenrol 1; rec 1 1; http 1 1 1
re-enrolled under a new key after the hub was restored in the same life
    rec 0 2 0 1; newnode; hrestore 7 6 7 8; deliver 5 10 7 10; reboot 4 10 8 9; rec 0 2 0 1; rec 1 2 0 1; http 0 1 1;
    hbackup; issue 0 1; hrestore; issue 0 1 1; take 0 1; http 1 1 1; http 1 1 1; http 0 1 1; reenrol 10 8 0 6;
    hrestore 11 6 3 2; hrestore 10 8 0 6; http 11 4 11 5; hrestore 10 8 0 6; seal 6 1 6 5; deliver 6 2 9 8;
    deliver 5 9 10; hrestore 11 11 0 9
re-enrolled under a new key with a bundle of the old one under way
    rec 0 2 0 1; http 0 1 0; nbackup; reenrol; nrestore; rec 0 1; http 0 1 1; http 0 1 1
hub restored twice from one backup
    hbackup; rec 0 2 0 1; http 0 1 1; hrestore; http 0 1 1; hrestore; http 0 1 1
hub restored twice; an ack of the dead hub comes last
    hbackup; rec 0 2 0 1; http 0 1; hrestore; http 0 0 6; take
hub restored; acked references then used
    hbackup; rec 0 2 0 1; http 0 1 1; hrestore; http 0 0 6; rec 0 2 0 1; seal 0 0 3 2; deliver 0 0 1
hub restored: enough numbers to hide
    hbackup; rec 0 2 0 1; http 0 1 1; hrestore; rec 0 1; http 0 1 1; issue
hub restored: lost decisions come back from the only node
    rec 0 2 0 1; http 0 1 1; issue; http 0 1 1; hbackup; issue; http 0 1 1; hrestore; http 0 1 1; http 0 1 1
hub restored: a lost decision superseded one, then a newer one is made
    newnode; rec 0 2 0 1; rec 1 2 0 1; http 0 1 1; http 1 1 1; issue 0 1; hbackup; issue 0 1; http 0 1 1; hrestore;
    issue 0 1; http 1 1 1; http 0 1 1; http 0 1 1; http 1 1 1
hub restored: two nodes hold different, overlapping lost items
    newnode; rec 0 2 0 1; rec 1 2 0 1; http 0 1 1; http 1 1 1; hbackup; issue 0 1; http 0 1 1; http 1 1 1;
    issue 0 1 1; issue 0 1; http 0 1 1; hrestore; issue 0 1 1; http 1 1 1; http 1 1 1; http 0 1 1; http 0 1 1;
    http 1 1 1
hub restored twice: two lost lines and a living one
    newnode; rec 0 2 0 1; rec 1 2 0 1; http 0 1 1; http 1 1 1; hbackup; issue 0 1; http 0 1 1; hrestore; issue 0 1;
    http 1 1 1; hrestore; issue 0 1; http 0 1 1; http 1 1 1
hub restored twice, and again what it lost comes back in between
    newnode; rec 0 2 0 1; rec 1 2 0 1; http 0 1 1; http 1 1 1; hbackup; issue 0 1; issue; http 0 1 1; http 1 1 1;
    hrestore; http 0 1 1; http 0 1 1; issue 0 1; http 1 1 1; hrestore; http 1 1 1; http 1 1 1; http 0 1 1; http 0 1 1
one lost item given back by two nodes, one reply lost
    newnode; rec 0 2 0 1; rec 1 2 0 1; http 0 1 1; http 1 1 1; hbackup; issue 0 1; http 0 1 1; http 1 1 1; hrestore;
    http 0 1 1; http 1 1 1; http 0 1; http 1 1; http 0 1 1; http 1 1 1; take; take
what is given back is cut off, and the hub dies on it
    rec 0 2 0 1; http 0 1 1; hbackup; issue; issue 0 1; http 0 1 1; hrestore; http 0 1 1; rec 0 2 0 1; http 0 0 1;
    http 0 1 1 1; http 0 1 1 2; http 0 1 1
a page of the dead hub comes to a node that follows the new one
    rec 0 2 0 1; http 0 1 1; hbackup; issue; http 0 1; hrestore; issue 0 0 1; http 0 1 1; http 0 1 1; take
a lost broadcast only on a travelling stick
    newnode; rec 0 2 0 1; rec 1 2 0 1; http 0 1 1; http 1 1 1; hbackup; issue 0 1; issue 0 1 1; bcstick; hrestore;
    issue 0 1; http 0 1 1; take 0 0 1; take 0 1 1; http 1 1 1
a lost broadcast only on a stick, whose only reader already follows the new hub
    rec 0 2 0 1; http 0 1 1; hbackup; issue 0 1; bcstick; hrestore; issue 0 1 1; http 0 1 1; take
two lost hub lines, clock in 1970, two nodes
    newnode; rec 0 2 0 1; rec 1 2 0 1; http 0 1 1; http 1 1 1; hbackup; hrestore; issue 0 1; http 0 1 1; hrestore;
    issue 0 1; http 1 1 1; http 0 1 1; http 0 1 1; http 1 1 1
broadcast stick of the dead hub comes before word of the new one
    newnode; rec 0 2 0 1; rec 1 2 0 1; http 0 1 1; hbackup; issue 0 1; bcstick; hrestore; issue 0 1 1; take 0 1;
    http 1 1 1; http 1 1 1; http 0 1 1
node restored with an older feed position
    rec 0 2 0 1; http 0 1 1; nbackup; issue; issue; http 0 1 1; http 0 1 1; nrestore; http 0 1 1; http 0 1 1
stick after a year: stale bundle, stale acks, two hubs ago
    hbackup; rec 0 2 0 1; seal 0 1 0 2; http 0 1; hrestore; http 0 1 1; hrestore; http 0 1 1; deliver 0 1 1;
    take 0 0 1; take 1 0 1; take 2 0 1
one stick carries all, and its bundles come in the wrong order
    rec 0 2 0 1; http 0 1 1; rec 0 2 0 1; rec 0 2 0 1; rec 0 2 0 1; rec 0 2 0 1; rec 0 2 0 1; rec 0 2 0 1; stick;
    deliver 2 0 1; deliver 1 0 1; deliver 0 0 1; take 2; take 1; take
unknown node, facts before enrolment, held, released
    newnode 0 1; rec 1 2 0 1; http 1 1 1; rec 1 1; http 1 1 1; release 1; rec 1 2; http 1 1 1
enrolment bundle cut after its first frame
    rec 0 2 0 1; rec 0 2 0 1; http 0 0 1; http 0 1 1
held bytes thrown away by a full spool
    newnode 0 1; rec 1 2 0 1; http 1 1 1; hclean; release 1
held bundles released out of order
    newnode 0 1; rec 1 2 0 1; rec 1 2 0 1; seal 1 0 4 5; deliver 0 0 1; seal 1 0 0 4; deliver 0 0 1; release 1
revoked, and the revocation lost by the hub
    newnode; rec 0 2 0 1; rec 1 2 0 1; http 0 1 1; http 1 1 1; hbackup; revoke; http 1 1 1; rec 0 1; hrestore;
    http 1 1 1; http 1 1 1; http 0 1 1
hub restored, no trace of the node
    hbackup; rec 0 2 0 1; http 0 1 1; issue; http 0 1 1; hrestore; rec 0 1; http 0 1 1; http 0 1 1
running hub set back under its process
    issue; rec 0 2 0 1; http 0 1 1; hbackup; rec 0 2 0 1; issue; http 0 1 1; hrevert; issue; rec 0 1; http 0 1 1;
    http 0 1 1
running hub set back under its process, nothing decided since
    rec 0 2 0 1; http 0 1 1; hbackup; rec 0 2 0 1; http 0 1 1; hrevert; rec 0 2 0 1; http 0 1 1; http 0 1 1
hub restarts while a slice of it travels
    hbackup; hrestore; bcstick; hrestore; take; issue 0 1; http 0 1 1
"""
)
