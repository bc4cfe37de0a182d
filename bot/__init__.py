"""The conversation: Slack event -> question -> match -> entry -> answer -> rendered message."""

__version__ = "0.1.0"
