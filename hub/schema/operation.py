"""How each run of the night's work went, alarms that were seen, and incidents (revision 0011)."""
