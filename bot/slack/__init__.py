"""The only door to Slack."""
