"""Checks of a cluster, one module a family, one function a check: pure, a snapshot in, findings out."""
