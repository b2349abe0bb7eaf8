#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the console blocks of the pages and compares what is printed. Standard library only.

    run_console_blocks.py --program build/release/tocsin [PAGE.md ...]      default: README.md and docs/**/*.md

In a fenced ```console block a line "$ command" is run by sh and the lines behind it are what it must print (standard
output and error together). "..." stands for any text inside a line, or for any number of lines when alone. A block
opened with "console fails" ends its commands with an exit code other than 0; "console no-run" is only looked at (for
what installs packages or needs the network); "console needs-data=NAME" is skipped where the data case NAME is not here
(folder ../shared/data, or the one that TOCSIN_DATA names; the commands see it as $TOCSIN_DATA). All blocks of one page share one copy of the project's scenarios, so a
page can build on what its earlier blocks wrote. ./tocsin there is the built program, never the launcher.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LIMIT_S = 120


def blocks(page):
    """(line number of the fence, words behind 'console', lines) of each console block."""
    begin, words, lines, indent = None, [], [], ""
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), 1):
        fence = re.match(r"(\s*)```\s*(.*)$", line)
        if begin is None and fence and fence.group(2).split()[:1] == ["console"]:
            begin, words, lines, indent = number, fence.group(2).split()[1:], [], fence.group(1)
        elif begin is not None and fence:
            yield begin, words, lines
            begin = None
        elif begin is not None:
            lines.append(line.removeprefix(indent))


def commands(lines):
    """(offset, command, expected lines): a trailing backslash joins lines, as does "> " in front of a line."""
    result, joining = [], False
    for offset, line in enumerate(lines, 1):
        if result and not result[-1][2] and re.match(r">( |$)", line):
            result[-1][1] += "\n" + line[2:]
        elif joining:
            result[-1][1] += "\n" + line
        elif line.startswith("$ "):
            result.append([offset, line[2:], []])
        elif result:
            result[-1][2].append(line)
        joining = (line.startswith("$ ") or joining) and line.endswith("\\")
    return result


def matches(expected, printed):
    """True when the printed lines are the expected ones, '...' standing for anything."""
    pattern = ""
    for line in expected:
        if line.strip() == "...":
            pattern += r"(?:.*\n)*"
        else:
            pattern += ".*".join(re.escape(part.rstrip()) for part in line.rstrip().split("...")) + r"[ \t]*\n"
    return re.fullmatch(pattern, "".join(line.rstrip() + "\n" for line in printed)) is not None


def runs_here(words, data):
    """False for blocks that are only looked at, and for those whose data case is not here."""
    needed = [word.removeprefix("needs-data=") for word in words if word.startswith("needs-data=")]
    return "no-run" not in words and all((data / name).is_dir() for name in needed)


def run_page(page, program, environment):
    """Failures of one page, as text."""
    failures = []
    data = pathlib.Path(environment.get("TOCSIN_DATA", ""))
    todo = [block for block in blocks(page) if runs_here(block[1], data)]
    if not todo:
        return failures, 0
    ran = 0
    with tempfile.TemporaryDirectory(prefix="tocsin-docs-") as folder:
        here = pathlib.Path(folder)
        (here / "tocsin").symlink_to(program)
        if (ROOT / "scenarios").is_dir():
            shutil.copytree(ROOT / "scenarios", here / "scenarios")
        for begin, words, lines in todo:
            for offset, command, expected in commands(lines):
                place = f"{page.relative_to(ROOT)}:{begin + offset}"
                ran += 1
                try:
                    done = subprocess.run(["sh", "-c", command], cwd=here, env=environment, stdin=subprocess.DEVNULL,
                                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=LIMIT_S)
                except subprocess.TimeoutExpired:
                    failures.append(f"{place}: not done after {LIMIT_S} s: {command}")
                    continue
                printed = done.stdout.decode("utf-8", "replace").splitlines()
                if (done.returncode != 0) != ("fails" in words):
                    failures.append(f"{place}: exit code {done.returncode}: {command}\n" + "\n".join(printed[-20:]))
                elif expected and not matches(expected, printed):
                    failures.append(f"{place}: {command}\n--- the page says\n" + "\n".join(expected) +
                                    "\n--- it printed\n" + "\n".join(printed[:60]))
    return failures, ran


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True, type=pathlib.Path)
    parser.add_argument("pages", nargs="*", type=pathlib.Path)
    arguments = parser.parse_args()
    program = arguments.program.resolve()
    if not program.exists():
        print(f"{program} is not built")
        return 1
    pages = [p.resolve() for p in arguments.pages] or [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("TOCSIN_", "LC_", "LANG"))}
    data = pathlib.Path(os.environ.get("TOCSIN_DATA") or ROOT.parent / "shared" / "data").resolve()
    environment |= {"TOCSIN_NO_INSTALL": "1", "TOCSIN_DATA": str(data), "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
                    "PATH": f"{program.parent}:{environment.get('PATH', '')}"}
    failures, ran = [], 0
    for page in pages:
        failed, count = run_page(page, program, environment)
        failures += failed
        ran += count
    for failure in failures:
        print(failure + "\n")
    print(f"{ran} commands of {len(pages)} pages, {len(failures)} failed")
    return 1 if failures or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
