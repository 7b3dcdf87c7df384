"""From source sentences to checked English ones."""
