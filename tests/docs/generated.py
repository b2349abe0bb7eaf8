#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Generated files are current: runs each command of generated.txt and compares. Standard library only.

    generated.py --program build/release/tocsin [--update]

A file may have several entries; what they print stands one behind the other. Lines indented by two blanks below an entry
are words that stand before its output. "text" before the command puts the output into a fenced block. "part" before it
renews only what stands in a page written by hand between <!-- COMMAND --> and <!-- end of COMMAND -->.
"""
import argparse
import difflib
import os
import pathlib
import shlex
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def entries(lines):
    """(file, command, form, words before its output) of each entry."""
    result = []
    for line in lines:
        if line.startswith("  ") or not line.strip():
            if result:
                result[-1][3].append(line[2:])
        elif not line.startswith("#"):
            file, command = line.split(None, 1)
            form, _, rest = command.partition(" ")
            result.append([file, rest if form in ("text", "part") else command, form, []])
    return [(file, command, form, "\n".join(words).strip("\n")) for file, command, form, words in result]


def with_part(page, command, text):
    """The page with what stands between the two marks of the command replaced; raises RuntimeError without marks."""
    begin, end = f"<!-- {command} -->\n", f"\n<!-- end of {command} -->"
    head, found, rest = page.partition(begin)
    _, closed, tail = rest.partition(end)
    if not found or not closed:
        raise RuntimeError(f"the page has no '{begin.strip()}' with its end")
    return head + begin + "\n" + text + end + tail


def printed_by(command, program):
    """What a command of the list prints; raises RuntimeError when it fails."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TOCSIN_", "LC_", "LANG"))} | {"LC_ALL": "C.UTF-8"}
    words = shlex.split(command)
    if words[0] == "tocsin":
        words[0] = str(program.resolve())
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise RuntimeError(f"'{command}' ended with {done.returncode}: {done.stderr.strip()}")
    return done.stdout


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("--update", action="store_true")
    parser.add_argument("--list", type=pathlib.Path, default=pathlib.Path(__file__).with_name("generated.txt"))
    arguments = parser.parse_args()
    files, failed = {}, {}
    for file, command, form, before in entries(arguments.list.read_text(encoding="utf-8").splitlines()):
        try:
            text = printed_by(command, arguments.program)
            if form == "part":
                page = files[file] if file in files else (ROOT / file).read_text(encoding="utf-8")
                files[file] = with_part(page, command, text)
                continue
        except RuntimeError as error:
            failed[file] = error
            continue
        if form == "text":
            text = f"```text\n{text.rstrip()}\n```\n"
        files[file] = "\n".join(filter(None, [files.get(file), before and before + "\n", text]))
    for file, error in failed.items():
        print(f"{file}: {error}")
        files.pop(file, None)
    old = len(failed)
    for file, text in files.items():
        path = ROOT / file
        there = path.read_text(encoding="utf-8") if path.exists() else ""
        if arguments.update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        elif there != text:
            print(f"{file} is not what tests/docs/generated.txt makes; renew it with tests/docs/generated.py --update")
            print("\n".join(list(difflib.unified_diff(there.splitlines(), text.splitlines(), lineterm=""))[:20]))
            old += 1
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
