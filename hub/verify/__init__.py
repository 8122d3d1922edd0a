"""
Checks a plan against the files of its instance, by code that shares nothing with what reads, prices or divides it.

Plain pandas, another formula for what is expected to stay unmet, and a bound of its own from the published prices.
"""
