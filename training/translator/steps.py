"""What every step's command line shares."""

import argparse
import sys
import time

DEFAULT_CONFIG = "training/translator/configs/cpu.toml"


def config_argument(parser: argparse.ArgumentParser) -> None:
    """Add --config."""
    parser.add_argument("--config", default=DEFAULT_CONFIG, help=f"TOML file (default {DEFAULT_CONFIG})")


def log(message: str) -> None:
    """A line on stderr with the time of day."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {message}\n")
    sys.stderr.flush()
