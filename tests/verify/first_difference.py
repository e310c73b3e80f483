#!/usr/bin/env python3
"""Which scenario or story a hub and saldo-verify answer otherwise: first_difference.py HUB. Ends at the first, which it names; 0 where there is none."""

import pathlib
import sys
import tempfile

import exports
import many

HERE = pathlib.Path(__file__).resolve().parent
SCENARIOS = HERE.parents[0] / "data" / "scenarios"


def made_one_by_one(hub, folder):
    """(name, export) of each scenario, then of each story; made when it is asked for."""
    for file in sorted(SCENARIOS.rglob("*.scn")):
        yield from exports.of_scenarios_in(hub, [file], folder).items()
    for file in sorted((HERE / "stories").glob("*.story")):
        yield from exports.of_stories_in(hub, [file], folder).items()


def main():
    with tempfile.TemporaryDirectory() as folder:
        try:
            for name, export in made_one_by_one(sys.argv[1], folder):
                found = many.differences(export)
                if found:
                    print(f"{name}: {found.splitlines()[0]}")
                    return 1
        except RuntimeError as error:  # a hub that stops is seen as well
            print(str(error).splitlines()[0])
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
