"""Dragoman's kernel: what an article, a translation, a summary and a job are, and where they are kept.

It holds no model library and no web framework; ``api`` and ``worker`` stand on it.
"""

__version__ = "0.1.0"
