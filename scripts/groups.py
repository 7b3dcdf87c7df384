"""Print the requirements of the named dependency groups, one a line: the pip of Python 3.11 cannot read them itself.

python scripts/groups.py test lint
"""

import sys
import tomllib
from pathlib import Path

groups = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]
sys.stdout.writelines(f"{requirement}\n" for name in sys.argv[1:] for requirement in groups[name])
