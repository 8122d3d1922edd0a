"""The demonstration: the whole loop with real processes on loopback, each node behind a bad road."""
