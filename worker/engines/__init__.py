"""Loaded models behind one protocol, one file per engine; the only place that imports a model library."""
