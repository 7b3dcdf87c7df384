"""The Slack app against a Slack of our own on loopback and a real API."""
