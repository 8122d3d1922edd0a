"""
An executable model of ``sync/PROTOCOL.md``, small enough to run tens of thousands of histories.

A node's log is one hash chain across incarnations; a position is a head. The hub keeps a tree of events. The feed is a
hash chain of entries, each of which wraps an immutable item with its own birth. Sticks are a bag of documents: lost,
doubled, reordered, stale. ``tests.faults.test_histories`` runs the same histories on the real code and compares.

    python -m tests.faults.protocol_model                    the protocol: directed histories, random search, the spool
    python -m tests.faults.protocol_model ERROR [RUNS]       plants one error and says what caught it
    python -m tests.faults.protocol_model all [RUNS]         the table of all planted errors
"""
