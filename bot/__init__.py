"""The conversation: Slack event -> question -> match -> entry -> answer -> rendered message."""
