"""Who gets what of what is scarce: an instance as arrays, prices, whole lots, a certificate, and the reasons."""
