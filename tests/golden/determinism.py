#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Same scenario, seed and version give the same bytes: for 1, 2 and 8 workers, and when the scenario.yaml that a run
wrote is run again. Compares measures.csv, results.gpkg, report.html, scenario.yaml and the events, byte for byte.

    determinism.py --program build/release/tocsin scenarios/first-siren
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPARED = ("measures.csv", "results.gpkg", "report.html", "scenario.yaml", "events/0000.jsonl")


def run(program, scenario, output, jobs, replications):
    command = [program, "run", str(scenario), "--replications", str(replications), "--seed", "7", "--jobs", str(jobs),
               "--output", str(output), "--language", "en", "--quiet"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        sys.exit(f"exit code {done.returncode}: {' '.join(command)}\n{done.stdout}{done.stderr}")
    return output


def difference(first, second, name):
    """Empty when equal, else where the first byte differs."""
    a, b = (first / name).read_bytes(), (second / name).read_bytes()
    if a == b:
        return ""
    at = next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))
    return (f"{name} differs at byte {at} (of {len(a)} and {len(b)}):\n"
            f"    {a[max(0, at - 40):at + 40]!r}\n    {b[max(0, at - 40):at + 40]!r}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", required=True)
    parser.add_argument("--replications", type=int, default=6)
    parser.add_argument("scenario", type=pathlib.Path)
    arguments = parser.parse_args()
    scenario = arguments.scenario if arguments.scenario.is_absolute() else ROOT / arguments.scenario
    problems = []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        one = run(arguments.program, scenario, folder / "jobs-1", 1, arguments.replications)
        for jobs in (2, 8):
            other = run(arguments.program, scenario, folder / f"jobs-{jobs}", jobs, arguments.replications)
            problems += [f"1 and {jobs} workers: {text}" for text in (difference(one, other, n) for n in COMPARED) if text]
        again = run(arguments.program, one / "scenario.yaml", folder / "again", 1, arguments.replications)
        problems += [f"resolved scenario run again: {text}" for text in (difference(one, again, n) for n in COMPARED)
                     if text]
        empty = [n for n in COMPARED if (one / n).stat().st_size == 0]
        problems += [f"{n} is empty" for n in empty]
    if problems:
        sys.exit("\n".join(problems))
    print("same bytes")


if __name__ == "__main__":
    main()
