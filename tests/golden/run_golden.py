#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the drills that have a golden folder and compares: events byte for byte, measures with a tolerance.

    run_golden.py --program build/release/tocsin              # compare
    run_golden.py --program build/release/tocsin --update --reason "flood: front speed from the library"

A golden is tests/golden/<drill>/ with events.jsonl and measures.csv of one replication (seed 42) and provenance.yaml,
which says what made them. `--update` writes them anew; the reason belongs into the changelog under "Results change"
too. Exact events are promised for one platform (Debian 12, GCC, x86-64), measures within the tolerance everywhere.
"""
import argparse
import csv
import json
import math
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = pathlib.Path(__file__).resolve().parent
SEED = "42"
RELATIVE = 1e-6
ABSOLUTE = 1e-9
SHOWN = 5


def run(program, drill, output):
    """One replication of a drill; its folder of results."""
    command = [program, "run", str(ROOT / "scenarios" / drill), "--replications", "1", "--seed", SEED,
               "--output", str(output), "--language", "en", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{drill}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return output


def differing_events(expected, found):
    """The first lines that differ, as text; empty when all are equal."""
    old, new = expected.splitlines(), found.splitlines()
    lines = []
    for number in range(max(len(old), len(new))):
        before = old[number] if number < len(old) else "(nothing)"
        after = new[number] if number < len(new) else "(nothing)"
        if before != after:
            lines.append(f"  line {number + 1}\n    golden: {before}\n    now:    {after}")
            if len(lines) == SHOWN:
                break
    if lines and len(old) != len(new):
        lines.append(f"  {len(old)} events in the golden, {len(new)} now")
    return lines


def read_measures(path):
    """(measure, place) -> (value text, unit) in the order of the file."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        return {(row["measure"], row["place"]): (row["value"], row["unit"]) for row in csv.DictReader(file)}


def close(before, after):
    """Equal numbers within the tolerance; empty (no meaning) and inf (not reached) only equal themselves."""
    if before == after:
        return True
    if not before or not after:
        return False
    a, b = float(before), float(after)
    if math.isinf(a) or math.isinf(b) or math.isnan(a) or math.isnan(b):
        return False
    return abs(a - b) <= max(ABSOLUTE, RELATIVE * max(abs(a), abs(b)))


def differing_measures(expected, found):
    lines = []
    for key in list(expected) + [k for k in found if k not in expected]:
        before, after = expected.get(key), found.get(key)
        if before is None or after is None:
            lines.append(f"  {key[0]} {key[1]}: {'new' if before is None else 'gone'}")
        elif before[1] != after[1] or not close(before[0], after[0]):
            lines.append(f"  {key[0]} {key[1]}: golden {before[0]} {before[1]}, now {after[0]} {after[1]}")
    return lines


def compare(drill, output):
    golden = GOLDEN / drill
    problems = []
    events = differing_events((golden / "events.jsonl").read_text(encoding="utf-8"),
                              (output / "events" / "0000.jsonl").read_text(encoding="utf-8"))
    if events:
        problems += [f"{drill}: events differ"] + events
    measures = differing_measures(read_measures(golden / "measures.csv"), read_measures(output / "measures.csv"))
    if measures:
        problems += [f"{drill}: {len(measures)} measures differ"] + measures[:4 * SHOWN]
    return problems


def update(program, drill, output, reason):
    golden = GOLDEN / drill
    golden.mkdir(exist_ok=True)
    for source, target in (("events/0000.jsonl", "events.jsonl"), ("measures.csv", "measures.csv")):
        (golden / target).write_bytes((output / source).read_bytes())
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout.splitlines()[0]
    lines = ["# What made the files of this folder; written by tests/golden/run_golden.py --update.",
             f"version: {json.dumps(version, ensure_ascii=False)}",
             f"command: tocsin run scenarios/{drill} --replications 1 --seed {SEED}",
             "platform: Debian 12, GCC 12, x86-64 (events are exact there only)",
             f"tolerance: {{relative: {RELATIVE}, absolute: {ABSOLUTE}}}",
             f"reason: {json.dumps(reason, ensure_ascii=False)}", ""]
    (golden / "provenance.yaml").write_text("\n".join(lines), encoding="utf-8")
    print(f"{drill}: written")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True, help="the tocsin program")
    parser.add_argument("--update", action="store_true", help="write the goldens anew")
    parser.add_argument("--reason", default="", help="why the results change (with --update)")
    parser.add_argument("drills", nargs="*", help="drills (default: every folder beside this file)")
    arguments = parser.parse_args()
    drills = arguments.drills or sorted(folder.name for folder in GOLDEN.iterdir() if (folder / "events.jsonl").exists())
    if not drills:
        sys.exit("no golden found: name a drill with --update to begin")
    if arguments.update and not arguments.reason:
        sys.exit("--update needs --reason: why do the results change?")
    problems = []
    for drill in drills:
        with tempfile.TemporaryDirectory() as folder:
            output = run(arguments.program, drill, pathlib.Path(folder) / "run")
            if arguments.update:
                update(arguments.program, drill, output, arguments.reason)
            else:
                problems += compare(drill, output)
    if problems:
        sys.exit("\n".join(problems) + "\nIf this is wanted: run_golden.py --update --reason … and tell the changelog.")
    print(f"{len(drills)} golden(s) equal" if not arguments.update else "done")


if __name__ == "__main__":
    main()
