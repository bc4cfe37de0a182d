"""A local workspace with a made-up world, to try kubewhy without a Slack account."""
