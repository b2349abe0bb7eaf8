#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The two tools of this folder can fail: wrong output, wrong exit code and an old file are each seen."""
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import generated  # noqa: E402
import run_console_blocks as runner  # noqa: E402


class Docs(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="tocsin-docs-test-")
        self.addCleanup(folder.cleanup)
        self.here = pathlib.Path(folder.name)
        runner.ROOT = self.here

    def failures(self, block, kind="console"):
        page = self.here / "page.md"
        page.write_text(f"# Page\n\n```{kind}\n{block}\n```\n", encoding="utf-8")
        return runner.run_page(page, pathlib.Path("/bin/echo"), {"PATH": "/bin:/usr/bin"})[0]

    def test_right_output_passes(self):
        self.assertEqual(self.failures("$ ./tocsin a b\na b"), [])
        self.assertEqual(self.failures("$ printf '1\\n2\\n3\\n'\n1\n...\n3"), [])
        self.assertEqual(self.failures("$ ./tocsin done in 12.3 s\ndone in ... s"), [])
        self.assertEqual(self.failures("$ ./tocsin a \\\n  b\na b"), [])

    def test_wrong_output_is_seen(self):
        self.assertIn("page.md:4", self.failures("$ ./tocsin a\nb")[0])
        self.assertEqual(len(self.failures("$ printf '1\\n2\\n'\n1")), 1)
        self.assertEqual(len(self.failures("$ ./tocsin done in 12 s\ndone in ... minutes")), 1)

    def test_exit_codes(self):
        self.assertIn("exit code 1", self.failures("$ false")[0])
        self.assertEqual(self.failures("$ false", "console fails"), [])
        self.assertEqual(len(self.failures("$ true", "console fails")), 1)

    def test_not_run(self):
        self.assertEqual(self.failures("$ false", "console no-run"), [])

    def test_blocks_that_need_data(self):
        page = self.here / "page.md"
        page.write_text("# Page\n\n```console needs-data=case\n$ false\n```\n", encoding="utf-8")
        environment = {"PATH": "/bin:/usr/bin", "TOCSIN_DATA": str(self.here)}
        self.assertEqual(runner.run_page(page, pathlib.Path("/bin/echo"), environment), ([], 0))
        (self.here / "case").mkdir()
        self.assertEqual(len(runner.run_page(page, pathlib.Path("/bin/echo"), environment)[0]), 1)

    def test_lines_of_a_shell_that_waits_for_more(self):
        self.assertEqual(self.failures("$ cat <<'END'\n> a\n>\n> b\n> END\na\n\nb"), [])

    def test_blocks_inside_a_list_are_run(self):
        page = self.here / "page.md"
        page.write_text("1. Do\n\n   ```console\n   $ ./tocsin a\n   b\n   ```\n", encoding="utf-8")
        failures, ran = runner.run_page(page, pathlib.Path("/bin/echo"), {"PATH": "/bin:/usr/bin"})
        self.assertEqual((len(failures), ran), (1, 1))

    def test_blocks_of_a_page_share_a_folder(self):
        self.assertEqual(self.failures("$ echo x > f\n```\n\n```console\n$ cat f\nx"), [])

    def test_old_generated_file_is_seen(self):
        table = self.here / "generated.txt"
        table.write_text("README.md tocsin something\n", encoding="utf-8")
        done = subprocess.run([sys.executable, str(HERE / "generated.py"), "--program", "/bin/echo", "--list", str(table)],
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 1)
        self.assertIn("README.md is not what", done.stdout)

    def test_entries_of_one_file_stand_one_behind_the_other(self):
        lines = ["# a remark", "a.md tocsin one", "  # A", "", "  words", "", "a.md text tocsin two", "b.md tocsin three"]
        self.assertEqual(generated.entries(lines),
                         [("a.md", "tocsin one", "tocsin", "# A\n\nwords"), ("a.md", "tocsin two", "text", ""),
                          ("b.md", "tocsin three", "tocsin", "")])

    def test_a_part_of_a_page_written_by_hand(self):
        empty = "# Page\n<!-- tocsin x -->\n\n<!-- end of tocsin x -->\nby hand\n"
        page = generated.with_part(empty, "tocsin x", "| a |\n")
        self.assertEqual(page, "# Page\n<!-- tocsin x -->\n\n| a |\n\n<!-- end of tocsin x -->\nby hand\n")
        self.assertEqual(generated.with_part(page, "tocsin x", "| a |\n"), page)
        self.assertEqual(generated.entries(["a.md part tocsin x"]), [("a.md", "tocsin x", "part", "")])
        with self.assertRaises(RuntimeError):
            generated.with_part("# Page\n", "tocsin x", "| a |\n")


if __name__ == "__main__":
    unittest.main()
