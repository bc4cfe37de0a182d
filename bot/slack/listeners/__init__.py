"""What Slack may tell us, one callback a file. Each reads its payload, keeps a question or opens a modal, and returns.

Registering stands in `bot.slack.app`. The callbacks run inside the request (Bolt's `process_before_response`), so that
Slack gets its acknowledgement only after the question has been kept.
"""
