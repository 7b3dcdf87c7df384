"""Step 1: read all pairs, drop the held-out parts and what cannot be a translation, and write rows.tsv.

python -m training.translator.prepare_data --config training/translator/configs/cpu.toml
"""

import argparse
import collections
from pathlib import Path

from training.translator.corpus import Row, distinct, plausible, read_entities, read_news, read_parallel, write_rows
from training.translator.settings import read_settings, require
from training.translator.steps import config_argument, log


def main() -> None:
    """Write `<work>/rows.tsv`."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    config_argument(parser)
    parser.add_argument("--limit", type=int, help="about so many rows, evenly taken, to rehearse the steps")
    arguments = parser.parse_args()
    settings = read_settings(Path(arguments.config))
    require(settings.shared / "data/parallel", "the parallel sets and glossaries")
    require(settings.corpus / "pairs.tsv", "our own news corpus")
    settings.work.mkdir(parents=True, exist_ok=True)

    held_out = {row.arabic for part in ("test", "dev") for row in read_news(settings.corpus, part)}
    rows = read_news(settings.corpus, "train") + read_parallel(settings.shared)
    rows += [Row(arabic, english, "entities") for arabic, english, _ in read_entities(settings.corpus)]
    kept = distinct(row for row in rows if row.arabic not in held_out and plausible(row))
    if arguments.limit and len(kept) > arguments.limit:
        kept = kept[:: len(kept) // arguments.limit]
    write_rows(settings.work / "rows.tsv", kept)
    for source, count in collections.Counter(row.source for row in kept).most_common():
        log(f"{source}: {count} rows")


if __name__ == "__main__":
    main()
