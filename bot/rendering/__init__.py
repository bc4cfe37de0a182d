"""Pure: an answer in, a message for Slack, a terminal or a program out."""
