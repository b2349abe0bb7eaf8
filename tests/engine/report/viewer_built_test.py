#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The committed viewer.html is what its sources build: viewer_built_test.py VIEWER_FOLDER

Builds in a copy, so that the checkout stays clean. Exit code 77 (skipped) without node and npm, or when the packages
cannot be had (no network).
"""
import os
import shutil
import subprocess
import sys
import tempfile

SKIPPED = 77


def skip(why):
    print("skipped: " + why)
    sys.exit(SKIPPED)


def main():
    viewer = os.path.abspath(sys.argv[1])
    if not shutil.which("node") or not shutil.which("npm"):
        skip("node and npm are not installed")
    with open(os.path.join(viewer, "package-lock.json"), encoding="utf-8") as lock:
        if '"resolved"' in lock.read():
            print("FAILED: package-lock.json names a registry; see .npmrc")
            sys.exit(1)
    with tempfile.TemporaryDirectory(prefix="tocsin-viewer-") as folder:
        copy = os.path.join(folder, "viewer")
        shutil.copytree(viewer, copy, ignore=shutil.ignore_patterns("node_modules"))
        if os.path.isdir(os.path.join(viewer, "node_modules")):
            os.symlink(os.path.join(viewer, "node_modules"), os.path.join(copy, "node_modules"))
        else:
            install = subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=copy, stdout=subprocess.PIPE,
                                     stderr=subprocess.STDOUT)
            if install.returncode != 0:
                skip("the packages of the viewer cannot be installed here:\n" + install.stdout.decode()[-500:])
        for command in (["node", "build.mjs", "--check"], ["npx", "--no-install", "tsc", "--noEmit"]):
            if subprocess.run(command, cwd=copy).returncode != 0:
                print("FAILED: " + " ".join(command))
                sys.exit(1)


main()
