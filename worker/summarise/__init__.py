"""A short summary whose every sentence cites the lines it rests on."""
