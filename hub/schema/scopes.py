"""What holds for one UGEL alone, and schools that another took over (revision 0014)."""
