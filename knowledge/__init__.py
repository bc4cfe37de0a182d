"""What we know: entries in YAML, and their reader. Imports neither classifiers nor bot."""
