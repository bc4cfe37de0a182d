"""The only door to Kubernetes: what reads the live API, a dump of it, or files, into one snapshot."""
