"""
``weekly_demand``, kept up to date: a night dates the events that are new, and sums the weeks that they touch again.

The sites of a region lie in buckets. Of each bucket the lake holds what dates its events (``ledger``), its dated events
by blocks of weeks (``dated``) and the rows of its table by the same blocks (``demand``): immutable files, listed in SQL
(``listed``) and swapped in by one transaction (``run``). One task brings one bucket up to date (``bucket``), here or
by Spark (``spread``). ``hub.aggregate`` computes the same table whole, by other means: it is the referee.
"""
