#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Generated files are current: runs each command of generated.txt and compares. Standard library only.

    generated.py --program build/release/tocsin [--update]
"""
import argparse
import difflib
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--list", type=pathlib.Path, default=pathlib.Path(__file__).with_name("generated.txt"))
    arguments = parser.parse_args()
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TOCSIN_", "LC_", "LANG"))} | {"LC_ALL": "C.UTF-8"}
    old = 0
    for line in arguments.list.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        file, command = line.split(None, 1)
        words = shlex.split(command)
        if words[0] == "tocsin":
            words[0] = str(arguments.program.resolve())
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        path = ROOT / file
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        if done.returncode != 0:
            print(f"{file}: '{command}' ended with {done.returncode}: {done.stderr.strip()}")
            old += 1
        elif arguments.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(done.stdout, encoding="utf-8")
        elif there != done.stdout:
            print(f"{file} is not what '{command}' prints; renew it with tests/docs/generated.py --update")
            print("\n".join(list(difflib.unified_diff(there.splitlines(), done.stdout.splitlines(), lineterm=""))[:20]))
            old += 1
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
