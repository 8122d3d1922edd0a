"""Training and evaluation of the need forecaster; never imported by the other packages."""
