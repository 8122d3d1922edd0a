"""How the region does: which schools fell silent, what is overdue, what the machine and its copies need."""
