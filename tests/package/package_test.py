#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs Tocsin, builds a stranger's project against it and runs a drill with the stranger's hazard.

    package_test.py --build build/release --cmake /usr/bin/cmake
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


def run(*command, **options):
    print("$", *map(str, command), flush=True)
    done = subprocess.run([str(c) for c in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    print(done.stdout[-4000:], flush=True)
    if done.returncode != 0:
        sys.exit(f"ended with {done.returncode}")
    return done.stdout


def pond_scenario(text):
    """The tutorial's scenario with the stranger's hazard in place of its own."""
    changed, count = re.subn(r"^hazard:\n(?:[ #-].*\n|\n)*", "hazard:\n  - kind: pond\n    bursts: 90 min\n", text, flags=re.MULTILINE)
    assert count == 1, "the tutorial scenario has no section hazard"
    return changed


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", required=True, type=pathlib.Path)
    parser.add_argument("--cmake", default="cmake")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tocsin-package-") as folder:
        here = pathlib.Path(folder)
        prefix, build = here / "prefix", here / "build"
        run(arguments.cmake, "--install", arguments.build, "--prefix", prefix, stdin=subprocess.DEVNULL)
        # No way back to the source tree: only what was installed may be found.
        run(arguments.cmake, "-S", HERE / "stranger", "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
            f"-DCMAKE_PREFIX_PATH={prefix}")
        run(arguments.cmake, "--build", build)
        leak = str(HERE.parents[1])
        for file in (prefix / "lib").rglob("*.cmake"):
            if leak in file.read_text(encoding="utf-8"):
                sys.exit(f"{file.relative_to(prefix)} names the source tree")
        scenarios = prefix / "share/tocsin/scenarios"
        drill = scenarios / "pond" / "scenario.yaml"
        drill.parent.mkdir()
        drill.write_text(pond_scenario((scenarios / "first-siren/scenario.yaml").read_text(encoding="utf-8")), encoding="utf-8")
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        program = build / "pond_drill"
        models = run(program, "models", env=environment)
        if "pond" not in models:
            sys.exit("the stranger's hazard is not among the models")
        run(program, "run", drill, "--replications", "3", "--output", here / "run", env=environment)
        if not (here / "run/report.html").exists():
            sys.exit("no report was written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
