"""The Arabic-to-English translator, from text to model card: one module per step."""
