"""The HTTP API and the reader's pages: FastAPI over the kernel's store and queue, and nothing of the worker."""
