"""The vocabulary of Chasqui, and the few computations on which both sides must agree."""
