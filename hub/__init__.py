"""The region's hub: ingests, aggregates, forecasts, allocates, explains."""
