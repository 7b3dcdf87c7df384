"""The Slack app: a client of the public API in a process of its own. ``python -m api.slack`` runs it."""
