"""Score whole articles against standoff gold, given the folder that holds their texts.

The gold (offsets and hashes) ships with the seeds; the texts don't, because others hold the
rights to them:

    python -m benchmarks.articles FOLDER [--documents dev|locked|all]
"""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

import stancekit
from stancekit.aggregation import timeline
from stancekit.errors import StancekitError
from stancekit.evaluation.documents import match_statements, score_documents
from stancekit.evaluation.seeds import load_documents, load_standoff, seeds_path


def misses(gold: dict[str, Any], found: dict[str, Any]) -> list[str]:
    """Return a line for each statement that is missed, spurious or wrongly read."""
    wanted, given = gold["statements"], found["statements"]
    pairs = match_statements(wanted, given)
    lines = []
    for i, item in enumerate(wanted):
        place = f"{item['start']}..{item['end']}"
        if i not in pairs:
            lines.append(f"missed    {place} ({item['kind']}, {item['speaker']})")
            continue
        match = given[pairs[i]]
        if match["label"] not in (item["label"], *item["accept"]):
            lines.append(f"label     {place} {item['label']}, not {match['label']}")
        if match["speaker"] != item["speaker"]:
            lines.append(f"speaker   {place} {item['speaker']}, not {match['speaker']}")
    taken = set(pairs.values())
    lines += [
        f"spurious  {item['start']}..{item['end']} ({item['rule']}, {item['speaker']})"
        for j, item in enumerate(given)
        if j not in taken
    ]
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.articles",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", nargs="?", help="folder with the articles' text files")
    parser.add_argument("--documents", choices=["dev", "locked", "all"], help="seed documents")
    parser.add_argument("--model", default="diplomacy-base", help="default: %(default)s")
    parser.add_argument("--misses", action="store_true", help="also list what went wrong")
    options = parser.parse_args(arguments)
    if not options.folder and not options.documents:
        parser.error("give the folder of the articles, or --documents")
    try:
        gold = load_standoff(seeds_path() / "gold.json", options.folder) if options.folder else []
        if options.documents:
            gold += load_documents(split=options.documents)
        analyzer = stancekit.load(options.model)
        analyses = [analyzer.analyze(item.document) for item in gold]
    except StancekitError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 2
    records = [item.to_record() for item in gold]
    found = [analysis.to_record() for analysis in analyses]
    print(json.dumps(score_documents(records, found, scheme=analyzer.scheme), indent=1))
    if options.misses:
        for wanted, given in zip(records, found, strict=True):
            print(f"\n{wanted['id']}", *misses(wanted, given), sep="\n  ")
    print("\nShifts of speakers between documents, in order of date:")
    for speaker in sorted({name for item in gold for name in item.document_stance}):
        for entry in timeline(analyses, speaker, analyzer.scheme):
            if entry.shift:
                print(f"{speaker}: {entry.shift} -> {entry.stance.label} ({entry.document})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
