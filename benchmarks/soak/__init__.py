"""Hours of mixed use on one machine, looked at for errors and for whatever grows: ``make soak``."""
