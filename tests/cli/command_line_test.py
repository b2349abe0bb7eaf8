#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The program from outside: exit codes, messages with file, line and code, runs that are stopped, killed or out of disk.

    command_line_test.py --program build/release/tocsin [Interrupted.test_kill_of_the_parent …]

Nothing here sleeps to let something happen: what is waited for is looked at again and again until a deadline.
"""
import csv
import io
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "build/release/tocsin"
if "--program" in sys.argv:
    PROGRAM = pathlib.Path(sys.argv.pop(sys.argv.index("--program") + 1)).resolve()
    sys.argv.remove("--program")
DATA = pathlib.Path(os.environ.get("TOCSIN_DATA", ROOT / "../shared/data"))
DEADLINE_S = 60
LONG = 1500  # replications of a run that is to be caught in the act: a few seconds of work
ENVIRONMENT = {k: v for k, v in os.environ.items() if not k.startswith(("LC_", "LANG", "TOCSIN_COMMAND"))} | {"LC_ALL": "C.UTF-8"}


def wait_until(condition, what):
    """Looks again until the condition holds; fails at the deadline."""
    deadline = time.monotonic() + DEADLINE_S
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {DEADLINE_S} s in vain: {what}")
        time.sleep(0.001)  # only leaves the processor to those who are waited for
    return value


def children_of(pid):
    """Processes whose parent is `pid` now (Linux); those that have ended but not been collected do not count."""
    found = []
    for stat in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # gone meanwhile
        if int(fields[1]) == pid and fields[0] != "Z":
            found.append(int(stat.parent.name))
    return found


def state_of(pid):
    """One letter: R running, T stopped, Z ended but not collected, X gone."""
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "X"


def size_of(path):
    return path.stat().st_size if path.exists() else 0


class Case(unittest.TestCase):
    """Each test gets a copy of the smallest drill and its town: self.scenario, self.town."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="tocsin cli ")
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name).resolve()
        shutil.copytree(ROOT / "scenarios/first-siren", self.root / "drills/first-siren")
        shutil.copytree(ROOT / "scenarios/towns/two-bridges", self.root / "drills/towns/two-bridges")
        self.drill = self.root / "drills/first-siren"
        self.scenario = self.drill / "scenario.yaml"
        self.town = self.root / "drills/towns/two-bridges"

    def tocsin(self, *arguments, **options):
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.root, env=ENVIRONMENT, text=True,
                              encoding="utf-8", capture_output=True, stdin=subprocess.DEVNULL, timeout=DEADLINE_S,
                              **options)

    def start(self, *arguments):
        process = subprocess.Popen([PROGRAM, *map(str, arguments)], cwd=self.root, env=ENVIRONMENT, text=True,
                                   encoding="utf-8", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE)
        self.addCleanup(self.end, process)
        return process

    @staticmethod
    def end(process):
        if process.poll() is None:
            process.kill()
        process.communicate()

    def run_drill(self, output, *more, **options):
        return self.tocsin("run", self.drill, "-j", 2, "--output", self.root / output, *more, **options)

    def assert_exit(self, result, code):
        self.assertEqual(result.returncode, code, result.stdout + result.stderr)

    def change(self, path, old, new):
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    def line_of(self, path, text):
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            if text.encode() in line:
                return number
        raise AssertionError(f"{path.name} has no '{text}'")

    def assert_refused(self, path, line, code, *arguments):
        """Exit 3, and one message that stands at file:line with the code in brackets."""
        result = self.tocsin(*(arguments or ("check", self.drill)))
        self.assert_exit(result, 3)
        where = re.escape(path.name) + (f":{line}(:\\d+)?" if line else "")
        self.assertRegex(result.stderr, f"(?m)^.*{where}: error: .*\\[{code}\\]$")
        return result


class ExitCodes(Case):
    def test_done_is_0_and_a_missed_objective_1(self):
        done = self.run_drill("a", "-n", 5)
        self.assert_exit(done, 0)
        self.assertIn("Report: ", done.stdout)
        for name in ("report.html", "results.gpkg", "measures.csv", "manifest.yaml", "scenario.yaml"):
            self.assertTrue((self.root / "a" / name).is_file(), name)
        self.assertFalse((self.root / "a/replications.journal").exists())
        self.assert_exit(self.run_drill("b", "-n", 5, "--require-objectives"), 1)

    def test_why_tells_where_the_time_went(self):
        output = self.root / "why"
        self.assert_exit(self.run_drill("why", "-n", 4), 0)
        told = json.loads(self.tocsin("why", output, "--json").stdout)
        self.assertGreater(told["mean_s"], 0)
        self.assertAlmostEqual(sum(cause["mean_s"] for cause in told["causes"]), told["mean_s"], delta=0.01)
        self.assertEqual(told["n"], 4)
        zone = told["slowest_zones"][0]["place"].removeprefix("zone:")
        of_zone = self.tocsin("why", output, "--zone", zone)
        self.assert_exit(of_zone, 0)
        self.assertIn("min", of_zone.stdout)
        unknown = self.tocsin("why", output, "--zone", zone + "x")
        self.assert_exit(unknown, 3)
        self.assertIn(zone, unknown.stderr)

    def test_a_command_line_that_is_none_is_2(self):
        for arguments in ([], ["frobnicate"], ["run"], ["run", self.drill, "--bogus"], ["run", self.drill, "-n", "0"],
                          ["run", self.drill, "--until-precision", "evacuation.clearence_time ± 2 min"]):
            result = self.tocsin(*arguments)
            self.assert_exit(result, 2)
            self.assertIn("error: ", result.stderr)
        self.assertIn("did you mean 'evacuation.clearance_time'?", result.stderr)
        self.assertFalse((self.root / "runs").exists())

    def test_refused_input_is_3_and_starts_no_run(self):
        self.change(self.scenario, "peak_depth: 5 m", "peak_depth: 5")
        self.assert_exit(self.run_drill("a", "-n", 5), 3)
        self.assertFalse((self.root / "a").exists())
        self.assert_refused(self.root / "nowhere", None, "missing-file", "check", self.root / "nowhere")

    def test_a_used_folder_needs_force(self):
        self.assert_exit(self.run_drill("a", "-n", 3), 0)
        (self.root / "a/notes.txt").write_text("mine")
        before = {p: p.read_bytes() for p in (self.root / "a").rglob("*") if p.is_file()}
        refused = self.run_drill("a", "-n", 4)
        self.assert_exit(refused, 2)
        self.assertIn("--force", refused.stderr)
        self.assertNotIn("--resume", refused.stderr)  # it is finished: there is nothing to resume
        self.assertEqual(before, {p: p.read_bytes() for p in (self.root / "a").rglob("*") if p.is_file()})
        self.assert_exit(self.run_drill("a", "-n", 4, "--force"), 0)
        self.assertIn("replications: 4", (self.root / "a/manifest.yaml").read_text())
        self.assertEqual((self.root / "a/notes.txt").read_text(), "mine")  # what is not of a run stays

    def test_results_never_go_where_the_input_lies(self):
        before = self.scenario.read_bytes()
        for output in ("drills/first-siren", "drills", "drills/x/../first-siren/.", "drills/towns/two-bridges"):
            for more in ([], ["--force"]):
                result = self.run_drill(output, "-n", 2, *more)
                self.assert_exit(result, 2)
                self.assertIn("the results cannot go to", result.stderr)
        self.assertEqual(self.scenario.read_bytes(), before)
        self.assertEqual(sorted(p.name for p in self.town.iterdir()),
                         sorted(p.name for p in (ROOT / "scenarios/towns/two-bridges").iterdir()))
        self.assert_exit(self.run_drill("drills/first-siren/results", "-n", 2), 0)  # inside is beside

    def test_runs_at_the_same_time_have_folders_of_their_own(self):
        runs = [self.start("run", self.drill, "-n", 3, "-j", 1) for _ in range(4)]
        for process in runs:
            self.assertEqual(process.wait(DEADLINE_S), 0, process.stderr.read())
        folders = list((self.root / "runs").iterdir())
        self.assertEqual(len(folders), 4)
        for folder in folders:
            self.assertTrue((folder / "report.html").is_file(), folder)

    def test_two_at_work_in_one_folder_is_2(self):
        journal = self.root / "a/replications.journal"
        first = self.start("run", self.drill, "-n", LONG, "-j", 1, "--output", self.root / "a")
        wait_until(lambda: size_of(journal) > 200, "the first replication")
        for more in (["--force"], ["--resume"], []):
            result = self.run_drill("a", "-n", LONG, *more)
            self.assert_exit(result, 2)
            self.assertIn("another run of Tocsin is working in", result.stderr)
        self.assertIsNone(first.poll())

    def test_nothing_ends_without_words(self):
        self.assert_exit(self.run_drill("a", "-n", 2), 0)
        (self.root / "a/events/notes.jsonl").write_text("mine\n")
        told = self.tocsin("measures", self.root / "a")
        self.assert_exit(told, 0)
        self.assertIn("notes.jsonl", told.stderr)
        self.assertEqual({row["replication"] for row in csv.DictReader(io.StringIO(told.stdout))}, {"0"})
        # A link that leads to itself: the file system refuses in the midst of the work.
        (self.root / "loop").symlink_to("loop")
        result = self.tocsin("check", self.root / "loop")
        self.assertIn(result.returncode, (3, 4), result.stderr)
        self.assertIn("error: ", result.stderr)
        self.assertNotIn("terminate called", result.stderr)

    def test_too_little_memory_is_4_with_words(self):
        def limit():
            resource.setrlimit(resource.RLIMIT_AS, (110 << 20, 110 << 20))
        result = self.tocsin("generate", "town", "--output", self.root / "big", "--population", 3000000,
                             "--townships", 60, preexec_fn=limit)
        self.assert_exit(result, 4)
        self.assertIn("error: ", result.stderr)
        self.assertNotIn("terminate called", result.stderr)

    def test_a_folder_that_cannot_be_made_is_4(self):
        (self.root / "file").write_text("no folder")
        result = self.run_drill("file/run", "-n", 3)
        self.assert_exit(result, 4)
        self.assertIn("file/run", result.stderr)


class Words(Case):
    """What the program says about itself and about command lines."""

    def chinese(self, *arguments, **environment):
        return subprocess.run([PROGRAM, *map(str, arguments)], cwd=self.root, text=True, encoding="utf-8",
                              capture_output=True, stdin=subprocess.DEVNULL, timeout=DEADLINE_S,
                              env={k: v for k, v in ENVIRONMENT.items() if k != "LC_ALL"} | environment)

    def test_an_unknown_command_is_named(self):
        result = self.tocsin("replya")
        self.assert_exit(result, 2)
        self.assertIn("unknown command 'replya'", result.stderr)
        self.assertIn("did you mean 'replay'?", result.stderr)
        self.assertIn("commands: run, replay, check, measures, why, import", result.stderr)
        called = subprocess.run([PROGRAM, "replya"], env={**ENVIRONMENT, "TOCSIN_COMMAND": "./tocsin"}, text=True,
                                encoding="utf-8", capture_output=True, timeout=DEADLINE_S)
        self.assertIn("try: ./tocsin --help", called.stderr)
        self.assertIn("unknown command 'map'", self.tocsin("import", "map").stderr)
        self.assertIn("未知的命令“foo”", self.tocsin("foo", "--language", "zh").stderr)
        self.assertIn("did you mean '--replications'?", self.tocsin("run", self.drill, "--replicatons", 3).stderr)

    def test_injects_go_to_a_spreadsheet_and_back(self):
        self.assert_exit(self.tocsin("msel", "export", self.drill, "list.ods"), 2)
        for name, language in (("list.xlsx", "en"), ("list.csv", "zh")):
            self.assert_exit(self.tocsin("msel", "export", self.drill, name, "--language", language), 0)
            again = self.tocsin("msel", "export", self.drill, name)
            self.assert_exit(again, 2)
            self.assertIn("--force replaces it", again.stderr)
            self.assert_exit(self.tocsin("msel", "export", self.drill, name, "--force", "--language", language), 0)
        (self.root / "list.csv").write_text("Scenario time,Kind,Text\nH+1,message,Rain.\nsoon,message,Rain.\n")
        refused = self.tocsin("msel", "import", "list.csv", "--output", "mine")
        self.assert_exit(refused, 3)
        self.assertIn("list.csv:3:1: error: 'soon' is not a time", refused.stderr)
        self.assertFalse((self.root / "mine").exists())
        skipped = self.tocsin("msel", "import", "list.csv", "--output", "mine", "--skip-bad-rows")
        self.assert_exit(skipped, 0)
        self.assertIn("1 inject written to mine/injects.yaml; 1 row left out", skipped.stderr)
        taken = self.tocsin("msel", "import", "list.csv", "--output", "mine", "--skip-bad-rows")
        self.assert_exit(taken, 2)
        self.assert_exit(self.tocsin("msel", "import", "list.csv", "--output", "mine", "--starts", "soon", "--force"), 2)
        self.assert_exit(self.tocsin("msel", "import", "nowhere.xlsx", "--output", "other"), 3)

    def test_help_in_chinese(self):
        commands = ([], ["run"], ["replay"], ["check"], ["measures"], ["import"], ["import", "osm"], ["import", "tntp"],
                    ["import", "cases"], ["generate"],
                    ["generate", "town"], ["msel"], ["msel", "export"], ["msel", "import"], ["schema"], ["explain"],
                    ["models"])
        for command in commands:
            pages = [self.chinese(*command, "--help", "--language", "zh"),
                     self.chinese(*command, "--help", TOCSIN_LANGUAGE="zh"),
                     self.chinese(*command, "--help", LANG="zh_CN.UTF-8")]
            for page in pages:
                self.assert_exit(page, 0)
                self.assertEqual(page.stdout, pages[0].stdout)
                self.assertEqual(page.stderr, "")
            text = pages[0].stdout
            self.assertIn("用法：tocsin" if not command else "用法：", text.replace("： ", "："))
            self.assertIn("选项：", text)
            for line in text.split("示例：")[0].splitlines():  # no English sentence is left
                self.assertNotRegex(line, r"[a-z]+ [a-z]+ [a-z]+ [a-z]+", text)
            english = self.tocsin(*command, "--help").stdout
            self.assertIn("Usage: ", english)
            self.assertNotRegex(english, r"[\u4e00-\u9fff]")
            self.assertEqual(len(re.findall(r"(?m)^  -|^  [a-z]", text.split("示例：")[0])),
                             len(re.findall(r"(?m)^  -|^  [a-z]", re.split("Examples?:", english)[0])), text)

    def test_mistakes_in_chinese_hold_no_english(self):
        for arguments in ([], ["foo"], ["run"], ["run", self.drill, "--bogus"], ["run", self.drill, "-j", "0"],
                          ["run", self.drill, "-n"], ["run", self.drill, "-n", "many"], ["replay", "x"],
                          ["run", self.drill, "--keep-logs", "some"], ["check", self.drill, "two"],
                          ["run", self.drill, "--until-precision", "evacuation.clearance_time ± 2 m"]):
            result = self.chinese(*arguments, TOCSIN_LANGUAGE="zh")
            self.assert_exit(result, 2)
            self.assertIn("错误：", result.stderr)
            self.assertNotRegex(result.stderr, r"[a-z]+ [a-z]+ [a-z]+", result.stderr)

    def test_paths_are_shown_normal(self):
        (self.town / "shelters.csv").write_text("")
        result = self.tocsin("check", self.drill)
        self.assert_exit(result, 3)
        self.assertIn("drills/towns/two-bridges/shelters.csv: error: ", result.stderr)
        self.assertNotIn("..", result.stderr)
        self.assertNotIn(str(self.root), result.stderr)

    def test_a_precision_that_is_not_reached_is_told(self):
        goal = "evacuation.harmed_persons ± 0.01"
        result = self.run_drill("a", "-n", 20, "--until-precision", goal)
        self.assert_exit(result, 0)
        found = re.search(r"precision asked for \(evacuation.harmed_persons ± 0.01\) was not reached: ± (\S+) after 20 "
                          r"replications; about (\d+) would be needed", result.stdout)
        self.assertTrue(found, result.stdout)
        manifest = (self.root / "a/manifest.yaml").read_text()
        self.assertIn("precise: false", manifest)
        self.assertRegex(manifest, rf"precision_got: \"?{re.escape(found[1])}\"?\n")
        told = json.loads(self.run_drill("b", "-n", 20, "--until-precision", goal, "--json").stdout)["precision"]
        self.assertEqual((told["goal"], told["reached"], told["relative"]), (goal, False, False))
        self.assertAlmostEqual(told["half_width"], float(found[1]), delta=0.06 * told["half_width"])
        self.assertLessEqual(told["replications_needed"], int(found[2]))
        self.assertGreater(told["replications_needed"], 20)
        for measure, why in (("evacuation.shelter_persons", "place by place"),
                             ("evacuation.departed_persons", "is a curve over time")):
            result = self.run_drill("d", "-n", 20, "--until-precision", f"{measure} ± 5")
            self.assert_exit(result, 2)
            self.assertIn(f"error: --until-precision: '{measure}'", result.stderr)
            self.assertIn(why, result.stderr)
            self.assertFalse((self.root / "d").exists())
        enough = self.run_drill("c", "-n", 200, "--until-precision", "evacuation.harmed_persons ± 500")
        self.assertNotIn("not reached", enough.stdout)


class Interrupted(Case):
    def measures(self, output):
        return (self.root / output / "measures.csv").read_bytes()

    whole_measures = None

    def whole(self):
        """measures.csv of the same run when nobody disturbs it."""
        if Interrupted.whole_measures is None:
            self.assert_exit(self.run_drill("whole", "-q", "-n", LONG), 0)
            Interrupted.whole_measures = self.measures("whole")
        return Interrupted.whole_measures

    def in_the_act(self, output):
        """A long run of which some replications are in the journal and most are not."""
        process = self.start("run", self.drill, "-j", 2, "-n", LONG, "--output", self.root / output)
        journal = self.root / output / "replications.journal"
        wait_until(lambda: size_of(journal) > 60000 or process.poll() is not None, "finished replications")
        self.assertIsNone(process.poll(), "the run was over before it could be stopped")
        return process, journal

    def resume(self, output):
        result = self.run_drill(output, "-n", LONG, "--resume")
        self.assert_exit(result, 0)
        self.assertFalse((self.root / output / "replications.journal").exists())
        return self.measures(output)

    def test_control_c(self):
        process, journal = self.in_the_act("a")
        process.send_signal(signal.SIGINT)
        _, error = process.communicate(timeout=DEADLINE_S)
        self.assertEqual(process.returncode, 130, error)
        self.assertIn("--resume", error)
        finished, of = map(int, re.search(r"interrupted: (\d+) of (\d+)", error).groups())
        self.assertGreater(finished, 0)
        self.assertLess(finished, LONG)
        self.assertEqual(of, LONG)
        self.assertGreater(size_of(journal), 0)
        self.assertFalse((self.root / "a/report.html").exists())
        self.assertIn("--resume", self.run_drill("a", "-n", 3).stderr)
        self.assertEqual(self.resume("a"), self.whole())

    def test_kill_of_the_parent(self):
        process, journal = self.in_the_act("a")
        workers = children_of(process.pid)
        process.kill()
        process.communicate(timeout=DEADLINE_S)
        for pid in workers:  # they must not go on alone
            wait_until(lambda: state_of(pid) in "ZX", f"the end of worker {pid}")
        with journal.open("ab") as file:
            file.write(b"\x1e\xa1\xc0\x7etorn")  # and the last record may be torn
        self.assertEqual(self.resume("a"), self.whole())

    def test_resume_refuses_another_seed_and_an_empty_folder(self):
        process, journal = self.in_the_act("a")
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=DEADLINE_S)
        kept = journal.read_bytes()
        other = self.run_drill("a", "-n", LONG, "--resume", "--seed", 43)
        self.assert_exit(other, 3)
        self.assertIn("--force", other.stderr)
        self.assertEqual(journal.read_bytes(), kept)
        self.assertIn(f"begun with {LONG} replications; --replications {LONG - 1} ends it at {LONG - 1}",
                      self.run_drill("a", "-n", LONG - 1, "--resume", "--seed", 43).stderr)
        self.assert_exit(self.run_drill("nothing", "-n", 5, "--resume"), 2)
        self.assertFalse((self.root / "nothing").exists())

    def test_a_killed_worker_costs_one_replication(self):
        process = self.start("run", self.drill, "-j", 2, "-n", LONG, "--output", self.root / "a")
        journal = self.root / "a/replications.journal"
        wait_until(lambda: size_of(journal) > 60000, "finished replications")

        def kill_one():  # a worker lives milliseconds: stopped first, so that the one that is killed has not ended
            self.assertIsNone(process.poll(), "the run was over before a worker could be killed")
            for pid in children_of(process.pid):
                try:
                    os.kill(pid, signal.SIGSTOP)
                    wait_until(lambda: state_of(pid) in "TZX", f"worker {pid} to stop")
                    if state_of(pid) == "T":
                        os.kill(pid, signal.SIGKILL)
                        return True
                except ProcessLookupError:
                    pass
            return False
        wait_until(kill_one, "a worker to kill")
        _, error = process.communicate(timeout=DEADLINE_S)
        self.assertEqual(process.returncode, 4, error)
        failed = [int(n) for n in re.findall(r"replication (\d+) failed: the worker was ended by signal 9", error)]
        self.assertEqual(len(failed), 1, error)
        manifest = (self.root / "a/manifest.yaml").read_text()
        self.assertRegex(manifest, rf"(?m)^failed:\s*(\[|-\s*)\s*{failed[0]}\b")
        self.assertIn(f"replications: {LONG - 1}", manifest)
        rows = list(csv.DictReader(io.StringIO(self.measures("a").decode("utf-8-sig"))))
        self.assertEqual({int(r["replication"]) for r in rows}, set(range(LONG)) - set(failed))
        # The others are what they would have been.
        others = [r for r in csv.DictReader(io.StringIO(self.whole().decode("utf-8-sig")))
                  if int(r["replication"]) not in failed]
        self.assertEqual(rows, others)


def limited_to(size):
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that writing fails as on a full disk
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
    return limit


class FullDisk(Case):
    def test_while_the_replications_run(self):
        full = self.run_drill("a", "-n", 60, "--keep-logs", "none", preexec_fn=limited_to(100_000))
        self.assert_full(full, "replications.journal")
        self.assert_completes()

    def test_while_the_results_are_written(self):
        # The journal and the measures fit, the report (900 kB) and the GeoPackage do not.
        full = self.run_drill("a", "-n", 60, "--keep-logs", "none", preexec_fn=limited_to(700_000))
        self.assert_full(full, "")
        self.assertTrue((self.root / "a/replications.journal").exists())
        self.assert_completes()

    def test_a_log_that_cannot_be_written_costs_only_itself(self):
        self.assert_exit(self.run_drill("whole", "-n", 6), 0)
        for language, words in (("en", "error: the event logs of 2 replications were not kept: cannot write"),
                                ("zh", "错误：有 2 次重复的事件记录未能保存：无法写入")):
            for number in (0, 3):  # a folder in the way, which --force does not remove since it is not empty
                (self.root / f"a/events/{number:04}.jsonl/mine").mkdir(parents=True, exist_ok=True)
            result = self.run_drill("a", "-n", 6, "--keep-logs", "all", "--force", "--language", language)
            self.assert_exit(result, 4)
            self.assertEqual(result.stderr.count(words), 1, result.stderr)
            self.assertIn("events/0000.jsonl", result.stderr)
            if language == "zh":
                self.assertNotRegex(result.stderr, r"[A-Z]s? a |directory", result.stderr)
            self.assertEqual((self.root / "a/measures.csv").read_bytes(), (self.root / "whole/measures.csv").read_bytes())
            self.assertIn("failed: []", (self.root / "a/manifest.yaml").read_text())
            self.assertTrue((self.root / "a/report.html").is_file())
            self.assertTrue((self.root / "a/events/0005.jsonl").is_file())

    def assert_full(self, result, name):
        self.assert_exit(result, 4)
        self.assertRegex(result.stderr, rf"error: cannot write '.*{re.escape(name)}': .+")
        self.assertIn("--resume", result.stderr)
        self.assertFalse((self.root / "a/report.html").exists())
        self.assertFalse((self.root / "a/manifest.yaml").exists())
        self.assertFalse((self.root / "a/results.gpkg").exists())
        leftovers = [p.name for p in (self.root / "a").rglob("*") if ".part" in p.name or "tmp" in p.name]
        self.assertEqual(leftovers, [])

    def assert_completes(self):
        """When there is room again, nothing is lost and nothing differs."""
        self.assert_exit(self.run_drill("a", "-n", 60, "--keep-logs", "none", "--resume"), 0)
        self.assert_exit(self.run_drill("b", "-n", 60, "--keep-logs", "none"), 0)
        self.assertEqual((self.root / "a/measures.csv").read_bytes(), (self.root / "b/measures.csv").read_bytes())


class Mistakes(Case):
    def test_the_copy_is_in_order(self):
        self.assert_exit(self.tocsin("check", self.drill), 0)
        self.assert_exit(self.tocsin("check", self.town), 0)

    def test_misspelt_key(self):
        self.change(self.scenario, "peak_depth: 5 m", "peak_deph: 5 m")
        result = self.assert_refused(self.scenario, self.line_of(self.scenario, "peak_deph"), "unknown-key")
        self.assertIn("did you mean 'peak_depth'?", result.stderr)

    def test_missing_unit(self):
        self.change(self.scenario, "peak_depth: 5 m", "peak_depth: 5")
        self.assert_refused(self.scenario, self.line_of(self.scenario, "peak_depth"), "missing-unit")

    def test_wrong_unit(self):
        self.change(self.scenario, "peak_depth: 5 m", "peak_depth: 5 min")
        self.assert_refused(self.scenario, self.line_of(self.scenario, "peak_depth"), "wrong-dimension")
        self.change(self.scenario, "peak_depth: 5 min", "peak_depth: 5 furlong")
        self.assert_refused(self.scenario, self.line_of(self.scenario, "peak_depth"), "unknown-unit")

    def test_unknown_zone(self):
        self.change(self.scenario, "- kind: door_to_door", "- kind: door_to_door\n    zones: [uper-mill]")
        result = self.assert_refused(self.scenario, self.line_of(self.scenario, "uper-mill"), "unknown-reference")
        self.assertIn("did you mean 'upper-mill'?", result.stderr)

    def test_a_zone_by_a_name_that_is_nearly_its_name(self):
        self.change(self.scenario, "- kind: door_to_door", "- kind: door_to_door\n    zones: [Upper Mil]")
        result = self.assert_refused(self.scenario, self.line_of(self.scenario, "Upper Mil"), "unknown-reference")
        self.assertIn("id 'upper-mill'", result.stderr)

    def test_full_width_signs(self):
        self.change(self.scenario, "duration: 4 h", "duration：4 h")
        result = self.assert_refused(self.scenario, self.line_of(self.scenario, "duration：4 h"), "syntax")
        self.assertIn("full-width colon", result.stderr)

    def test_a_town_that_is_no_longer_there(self):
        self.change(self.scenario, "town: ../towns/two-bridges", "town: ../towns/gone")
        result = self.assert_refused(self.scenario, self.line_of(self.scenario, "../towns/gone"), "missing-file")
        self.assertIn("after moving or copying this file", result.stderr)

    def test_duplicate_id(self):
        table = self.town / "shelters.csv"
        self.change(table, "tea-hall,", "school,")
        self.assert_refused(table, 3, "duplicate-id")

    def test_inject_after_the_end(self):
        with self.scenario.open("a", encoding="utf-8") as file:
            file.write("injects:\n  - {kind: message, at: 5 h, text: Too late.}\n")
        self.assert_refused(self.scenario, self.line_of(self.scenario, "Too late"), "out-of-range")

    def test_empty_table(self):
        table = self.town / "shelters.csv"
        table.write_text(table.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
        self.assert_refused(table, 1, "empty-table")
        table.write_bytes(b"")
        self.assert_refused(table, None, "empty-table")

    def test_gb18030_reads_like_utf_8(self):
        before = self.tocsin("check", self.town, "--language", "zh")
        for table in self.town.glob("*.csv"):
            table.write_bytes(table.read_text(encoding="utf-8").encode("gb18030"))
        after = self.tocsin("check", self.town, "--language", "zh")
        self.assert_exit(after, 0)
        self.assertEqual(before.stdout + before.stderr, after.stdout + after.stderr)
        self.assert_exit(self.run_drill("a", "-n", 1), 0)
        self.assertIn("茶坡会堂", (self.root / "a/report.html").read_text(encoding="utf-8"))

    def test_broken_utf_8(self):
        table = self.town / "shelters.csv"
        table.write_bytes(table.read_bytes().replace("会堂".encode(), b"\xe4\xbc\xff\xfe\x80", 1))
        self.assert_refused(table, 3, "encoding")
        self.scenario.write_bytes(self.scenario.read_bytes().replace("警报".encode(), b"\xe8\xad\xff", 1))
        self.assert_refused(self.scenario, self.line_of(self.scenario, "First siren"), "encoding")

    def test_shelter_off_the_road_network(self):
        table = self.town / "shelters.csv"
        self.change(table, ",430,1160,", ",43000,1160,")
        result = self.assert_refused(table, 3, "unreachable")
        self.assertIn("tea-hall", result.stderr)

    def test_every_mistake_is_told_at_once(self):
        self.change(self.scenario, "at: 10 min", "at: soon")
        self.change(self.scenario, "measure: evacuation.harmed_persons", "measure: evacuation.hurt_persons")
        self.change(self.scenario, "team: squad", "team: squat")
        result = self.tocsin("check", self.drill)
        self.assert_exit(result, 3)
        for text in ("at: soon", "hurt_persons", "squat"):
            self.assertIn(f"scenario.yaml:{self.line_of(self.scenario, text)}:", result.stderr)

    def test_a_key_that_begins_like_another(self):
        self.change(self.scenario, "- kind: door_to_door", "- kind: door_to_door\n    workers: 3")
        result = self.assert_refused(self.scenario, self.line_of(self.scenario, "workers: 3"), "unknown-key")
        self.assertIn("did you mean 'workers_per_zone'?", result.stderr)

    def assert_mistakes(self, *codes):
        """Exactly these, in order of the file."""
        result = self.tocsin("check", self.drill)
        self.assert_exit(result, 3)
        self.assertEqual(re.findall(r"(?m)error: .* \[([a-z-]+)\]$", result.stderr), list(codes), result.stderr)

    def test_what_follows_from_a_mistake_is_not_told(self):
        original = self.scenario.read_text(encoding="utf-8")
        for old, new, *codes in (("peak_depth: 5 m", "peak_depth: 5 s", "wrong-dimension"),
                                 ("kind: flood", "kind: flod", "unknown-kind"),
                                 ("duration: 4 h", "duration: 4", "missing-unit"),
                                 ("at: 10 min", "at: soon", "bad-number")):
            self.scenario.write_text(original, encoding="utf-8")
            self.change(self.scenario, old, new)
            self.assert_mistakes(*codes)

    def test_a_damaged_table_blames_no_other(self):
        self.change(self.town / "zones.csv", "id,", "idd,")
        result = self.tocsin("check", self.drill)
        self.assert_exit(result, 3)
        self.assertNotIn("unknown-reference", result.stderr)

    def test_a_flood_beyond_what_is_plausible(self):
        self.change(self.scenario, "peak_depth: 5 m", "peak_depth: 50 m")
        result = self.tocsin("check", self.drill)
        self.assert_exit(result, 0)
        line = self.line_of(self.scenario, "peak_depth")
        self.assertRegex(result.stderr, rf"(?m)scenario.yaml:{line}:\d+: warning: 'peak_depth' lies outside its plausible "
                                        r"range: 50 m \[implausible\]$")
        self.assertIn("expected: 0.5 m to 12 m", result.stderr)

    def test_a_shelter_in_the_flood_and_one_for_nobody(self):
        shelters = self.town / "shelters.csv"
        self.change(shelters, "two-bridges,430,1160,440,150", "two-bridges,0,1160,392,150")
        result = self.tocsin("check", self.drill)
        self.assert_exit(result, 0)
        line = self.line_of(self.scenario, "- kind: households")
        self.assertRegex(result.stderr, rf"(?m)scenario.yaml:{line}:\d+: warning: the shelter 'tea-hall' stands on the hazard "
                                        r"map: the design event reaches it; then it closes, and those inside are moved "
                                        r"again or stranded there \[implausible\]$")
        self.change(shelters, "two-bridges,0,1160,392,150", "two-bridges,430,1160,440,0")
        result = self.tocsin("check", self.drill)
        self.assert_exit(result, 0)
        self.assertIn("the shelter 'tea-hall' holds nobody: its capacity is 0", result.stderr)
        self.assertNotIn("stands on the hazard map", result.stderr)

    def test_an_objective_that_no_number_can_judge(self):
        text = "measure: evacuation.harmed_persons"
        for instead in ("measure: evacuation.departed_persons", "measure: evacuation.shelter_persons",
                        text + "\n    place: shelter:tea-hall"):
            self.scenario.write_text((ROOT / "scenarios/first-siren/scenario.yaml").read_text().replace(text, instead))
            line = self.line_of(self.scenario, instead.split("\n")[-1].strip())
            self.assert_refused(self.scenario, line, "unknown-reference")

    def test_a_target_of_another_dimension(self):
        self.change(self.scenario, "target: at most 30 min", "target: at most 30")
        line = self.line_of(self.scenario, "target: at most 30")
        result = self.assert_refused(self.scenario, line, "wrong-dimension")
        self.assertIn("expected: 'at most', then a time, like 45 min", result.stderr)

    def test_chinese(self):
        self.change(self.scenario, "peak_depth: 5 m", "peak_depth: 5")
        result = self.tocsin("check", self.drill, "--language", "zh")
        self.assert_exit(result, 3)
        line = self.line_of(self.scenario, "peak_depth")
        self.assertRegex(result.stderr, rf"scenario\.yaml:{line}:\d+: 错误：.*\[missing-unit\]")
        self.assertNotIn("error:", result.stderr)

    def test_json(self):
        self.change(self.scenario, "peak_depth: 5 m", "peak_depth: 5")
        result = self.tocsin("check", self.drill, "--json")
        self.assert_exit(result, 3)
        first = next(d for d in json.loads(result.stdout) if d["code"] == "missing-unit")
        self.assertEqual(first["line"], self.line_of(self.scenario, "peak_depth"))
        self.assertEqual(pathlib.Path(first["file"]).name, "scenario.yaml")
        self.assertEqual(first["severity"], "error")


    def test_one_slip_in_a_required_key_is_one_message(self):
        text = self.scenario.read_text(encoding="utf-8")
        for wrong, right in (("rivver: bell", "river: bell"), ("exercize:", "exercise:"), ("twon:", "town:"),
                             ("knid: issuance", "kind: issuance"), ("mesure: warning", "measure: warning")):
            self.scenario.write_text(text.replace(right, wrong, 1), encoding="utf-8")
            self.assertIn(wrong, self.scenario.read_text(encoding="utf-8"))
            result = self.assert_refused(self.scenario, self.line_of(self.scenario, wrong), "unknown-key")
            self.assertEqual(result.stderr.count("error:"), 1, result.stderr)
            self.assertIn(f"did you mean '{right.split(':')[0]}'?", result.stderr)


class MapExtracts(Case):
    def assert_unreadable(self, extract):
        self.assert_refused(extract, None, "unreadable-map", "import", "osm", extract, "--output", self.root / "town")
        self.assertFalse((self.root / "town").exists())

    def test_bytes_that_are_no_map(self):
        for number, content in enumerate((b"", b"\x00\x00", bytes(range(256)) * 40, b"not a map\n" * 100)):
            extract = self.root / f"own{number}.osm.pbf"
            extract.write_bytes(content)
            self.assert_unreadable(extract)

    def test_a_truncated_extract(self):
        whole = DATA / "osm-andorra/andorra.osm.pbf"
        if not whole.exists():
            whole = ROOT / "tests/fuzz/corpus/pbf/village.osm.pbf"
        extract = self.root / "cut.osm.pbf"
        content = whole.read_bytes()
        extract.write_bytes(content[:len(content) * 2 // 3])
        self.assert_unreadable(extract)

    def test_a_small_extract_is_imported(self):
        village = ROOT / "tests/fuzz/corpus/pbf/village.osm.pbf"
        result = self.tocsin("import", "osm", village, "--output", self.root / "town")
        self.assertIn(result.returncode, (0, 3), result.stderr)  # 3: in order, but nobody lives there
        self.assertNotIn("mistake in Tocsin", result.stderr)


    NET = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 2
<FIRST THRU NODE> 1
<NUMBER OF LINKS> 2
<END OF METADATA>
~ init term capacity length time b power speed toll type ;
1 2 1800 1 1 0.15 4 0 0 1 ;
2 1 1800 1 1 0.15 4 0 0 1 ;
"""
    TRIPS = "<NUMBER OF ZONES> 2\n<TOTAL OD FLOW> 90\n<END OF METADATA>\nOrigin 1\n 2 : 90.0;\n"

    def test_a_tntp_network_is_imported_and_its_drill_runs(self):
        (self.root / "two_net.tntp").write_text(self.NET)
        (self.root / "two_trips.tntp").write_text(self.TRIPS)
        files = ("two_net.tntp", "two_trips.tntp", "--output", "two")
        result = self.tocsin("import", "tntp", *files)
        self.assert_exit(result, 0)
        self.assertIn("units: 1 mi, 1 min", result.stderr)
        self.assert_exit(self.tocsin("run", "two/first-drill.yaml", "-n", 3, "--output", "out", "--quiet"), 0)
        rows = list(csv.DictReader((self.root / "out/measures.csv").open()))
        arrived = [float(row["value"]) for row in rows if row["measure"] == "traffic.trips_arrived"]
        self.assertEqual(arrived, [90, 90, 90])
        self.assert_exit(self.tocsin("import", "tntp", *files, "--force", "--period", "soon"), 2)
        (self.root / "two_net.tntp").write_text(self.NET.replace("1 2 1800", "1 5 0"))
        refused = self.tocsin("import", "tntp", *files, "--force")
        self.assert_exit(refused, 3)
        self.assertIn("two_net.tntp:7:3: error: there is no node 5", refused.stderr)
        self.assertTrue((self.root / "two/trips.csv").exists())  # the old town is still there

    def test_reference_cases_become_drills_with_their_answers(self):
        case = {"name": "free", "horizon_s": 600, "nodes": [{"id": "a"}, {"id": "b"}],
                "links": [{"id": "ab", "from": "a", "to": "b", "length_m": 1000, "free_flow_speed_m_per_s": 20, "jam_density_veh_per_m": 0.2}],
                "demands": [{"from": "a", "to": "b", "t0_s": 0, "t1_s": 100, "flow_veh_per_s": 0.5}],
                "expected": [{"metric": "mean_travel_time_s", "value": 50, "rel_tol": 0.01}]}
        (self.root / "cases.json").write_text(json.dumps({"cases": [case]}))
        self.assert_exit(self.tocsin("import", "cases", "cases.json"), 0)
        run = ("run", "cases/free", "-n", 1, "--quiet", "--require-objectives", "--force", "--output", "out")
        self.assert_exit(self.tocsin(*run), 0)
        case["expected"][0]["value"] = 40
        (self.root / "cases.json").write_text(json.dumps({"cases": [case]}))
        self.assert_exit(self.tocsin("import", "cases", "cases.json", "--force"), 0)
        self.assert_exit(self.tocsin(*run), 1)

    def test_gridlock_is_told_beside_the_answer(self):
        nodes = "abcd"
        ring = {"name": "ring", "horizon_s": 3600, "nodes": [{"id": n} for n in nodes],
                "links": [{"id": n + m, "from": n, "to": m, "length_m": 100, "free_flow_speed_m_per_s": 10, "jam_density_veh_per_m": 0.15}
                          for n, m in zip(nodes, "bcda")],
                "demands": [{"from": n, "to": m, "t0_s": 0, "t1_s": 300, "flow_veh_per_s": 0.5} for n, m in zip(nodes, "dabc")],
                "expected": []}
        (self.root / "cases.json").write_text(json.dumps({"cases": [ring]}))
        self.assert_exit(self.tocsin("import", "cases", "cases.json"), 0)
        run = ("run", "cases/ring", "-n", 2, "--quiet", "--force", "--output", "out")
        self.assertIn("Note: In 2 of 2 replications traffic locked itself in a ring of full roads", self.tocsin(*run).stdout)
        required = self.tocsin(*run, "--require-objectives")
        self.assert_exit(required, 2)
        self.assertIn("'ring' has no objectives", required.stderr)
        self.assertIn("2 次重复中有 2 次出现满载路段首尾相接的环形死锁", self.tocsin(*run, "--language", "zh").stdout)
        for demand in ring["demands"]:
            demand["flow_veh_per_s"] = 0.05
        (self.root / "cases.json").write_text(json.dumps({"cases": [ring]}))
        self.assert_exit(self.tocsin("import", "cases", "cases.json", "--force"), 0)
        self.assertNotIn("Note: In", self.tocsin(*run).stdout)


class FirstDrills(Case):
    """A town comes with a drill that runs as it stands; the last line is the command to type."""

    def generate(self, *more, population=600):
        result = self.tocsin("generate", "town", "--output", "towns/mine", "--seed", 5, "--population", population, *more)
        self.assert_exit(result, 0)
        return result

    def test_the_last_line_is_the_command_that_runs_it(self):
        last = self.generate().stderr.splitlines()[-1]
        self.assertEqual(last, "Next: tocsin run towns/mine/first-drill.yaml")
        words = last.removeprefix("Next: tocsin ").split()
        self.assert_exit(self.tocsin("check", words[1]), 0)
        result = self.tocsin(*words, "-n", 2, "--output", "run", "--json")
        self.assert_exit(result, 0)
        means = {m["measure"]: m["mean"] for m in json.loads(result.stdout)["measures"] if m["place"] == ""}
        for measure in ("evacuation.at_risk_persons", "warning.reached_share", "evacuation.arrived_share"):
            self.assertGreater(means[measure], 0, measure)

    def test_a_name_with_blanks_and_chinese(self):
        result = self.tocsin("generate", "town", "--output", "my 镇", "--population", 60, "--language", "zh")
        self.assert_exit(result, 0)
        self.assertEqual(result.stderr.splitlines()[-1], "下一步：tocsin run 'my 镇/first-drill.yaml'")
        self.assertIn("# 运行：tocsin run 'my 镇/first-drill.yaml'\n",
                      (self.root / "my 镇/first-drill.yaml").read_text(encoding="utf-8"))

    def test_a_new_town_does_not_eat_the_drills_of_the_old_one(self):
        self.generate()
        folder = self.root / "towns/mine"
        first = folder / "first-drill.yaml"
        mine = first.read_text(encoding="utf-8").replace("duration: 8 h", "duration: 9 h")
        first.write_text(mine, encoding="utf-8")
        (folder / "second.yaml").write_text("mine too", encoding="utf-8")
        again = self.generate("--force", population=700)
        self.assertIn("the drill that was there is now towns/mine/first-drill-1.yaml\n", again.stderr)
        self.assertEqual((folder / "first-drill-1.yaml").read_text(encoding="utf-8"), mine)
        self.assertEqual((folder / "second.yaml").read_text(encoding="utf-8"), "mine too")
        same = self.generate("--force", population=700)  # nothing of anybody's: nothing to keep
        self.assertNotIn("is now", same.stderr)
        self.assertFalse((folder / "first-drill-2.yaml").exists())

    def test_running_the_town_itself_names_the_drill(self):
        self.generate()
        result = self.tocsin("run", "towns/mine")
        self.assert_exit(result, 3)
        self.assertIn("this is a town package; in it lies towns/mine/first-drill.yaml", result.stderr)

    def test_a_changed_comment_is_no_changed_town(self):
        self.generate()
        drill = self.root / "towns/mine/first-drill.yaml"
        self.assert_exit(self.tocsin("run", drill, "-n", 2, "--output", "run"), 0)
        drill.write_text(drill.read_text(encoding="utf-8") + "# a note\n", encoding="utf-8")
        result = self.tocsin("replay", "run", "--replication", 1)
        self.assert_exit(result, 0)
        self.assertNotIn("warning", result.stderr)


class Repeated(Case):
    def test_replay_is_bit_identical_and_its_measures_equal(self):
        self.assert_exit(self.run_drill("a", "-n", 12, "--keep-logs", "all"), 0)
        run = self.root / "a"
        stored = {p.name: p.read_bytes() for p in sorted((run / "events").glob("*.jsonl"))}
        self.assertEqual(len(stored), 12)
        self.assertEqual(len(set(stored.values())), 12)
        for number in (0, 7):
            path = run / f"events/{number:04}.jsonl"
            path.unlink()
            self.assert_exit(self.tocsin("replay", run, "--replication", number), 0)
            self.assertEqual(path.read_bytes(), stored[path.name])
        again = self.tocsin("measures", run)
        self.assert_exit(again, 0)
        self.assertEqual(again.stdout.encode(), (run / "measures.csv").read_bytes())

    def test_replay_knows_what_the_run_holds(self):
        self.assert_exit(self.run_drill("a", "-n", 4), 0)
        for number in (4, 300):
            result = self.tocsin("replay", self.root / "a", "--replication", number)
            self.assert_exit(result, 2)
            self.assertIn(f"error: 'a' has no replication {number}: it has 0 to 3", result.stderr)
            self.assertFalse((self.root / f"a/events/{number:04}.jsonl").exists())

    def test_replay_in_process_is_the_same_without_noise(self):
        self.assert_exit(self.run_drill("a", "-n", 2), 0)
        log = self.root / "a/events/0000.jsonl"
        before = log.read_bytes()
        result = self.tocsin("replay", self.root / "a", "--replication", 0, "--in-process")
        self.assert_exit(result, 0)
        self.assertRegex(result.stderr, r"\A\d+ events of replication 0: a/events/0000.jsonl\n\Z")
        self.assertEqual(result.stdout, "")
        self.assertEqual(log.read_bytes(), before)

    def test_json_of_a_run_agrees_with_its_measures(self):
        result = self.run_drill("a", "-n", 9, "--json")
        self.assert_exit(result, 0)
        document = json.loads(result.stdout)
        self.assertEqual((document["scenario"], document["replications"], document["failed"]), ("first-siren", 9, 0))
        self.assertEqual(len(document["objectives"]), 4)
        rows = list(csv.DictReader(io.StringIO((self.root / "a/measures.csv").read_text(encoding="utf-8-sig"))))
        told = next(m for m in document["measures"] if (m["measure"], m["place"]) == ("evacuation.harmed_persons", ""))
        values = [float(r["value"]) for r in rows if (r["measure"], r["place"]) == ("evacuation.harmed_persons", "")]
        self.assertEqual(told["n"], 9)
        self.assertAlmostEqual(told["mean"], sum(values) / 9)

    def data_of_report(self, run):
        page = (self.root / run / "report.html").read_text(encoding="utf-8")
        return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[1])

    def test_json_and_report_give_the_same_possible_intervals(self):
        document = json.loads(self.run_drill("a", "-n", 9, "--json").stdout)
        report = {m["id"]: m for m in self.data_of_report("a")["measures"]}
        cut = 0
        for told in document["measures"]:
            if told["mean_low"] is None:
                continue
            self.assertGreaterEqual(told["mean_low"], 0, told)
            if told["unit"] == "1":
                self.assertLessEqual(told["mean_high"], 1, told)
            cut += told["mean_low"] == 0 < told["mean"]
            if told["place"] == "":
                for key, shown in (("mean_low", "low"), ("mean_high", "high")):
                    self.assertAlmostEqual(told[key], report[told["measure"]]["mean"][shown], delta=1e-4 * max(1, told[key]))
        self.assertGreater(cut, 0)  # else nothing would have been below zero

    def test_the_report_repeats_in_the_words_of_the_user(self):
        command = [PROGRAM, "run", self.drill, "-n", "3", "--seed", "5", "-o", self.root / "a"]
        subprocess.run(command, env={**ENVIRONMENT, "TOCSIN_COMMAND": "./tocsin"}, capture_output=True, check=True)
        made = self.data_of_report("a")["reproduction"]
        self.assertEqual(made["command"], "./tocsin run {run}/scenario.yaml --replications 3 --seed 5")
        self.assertEqual(made["replay_command"], "./tocsin replay {run} --replication 0")

    def test_the_manifest_counts_assumptions_as_the_report_does(self):
        self.assert_exit(self.run_drill("a", "-n", 3), 0)
        manifest = (self.root / "a/manifest.yaml").read_text()
        parameters = self.data_of_report("a")["parameters"]
        assumed = sum(p["confidence"] == "E" for p in parameters)
        self.assertGreater(assumed, 0)
        self.assertIn(f"\nparameters: {len(parameters)}\nassumptions: {assumed}\n", manifest)

    def test_pairs_of_places_only_where_somebody_went(self):
        self.assert_exit(self.run_drill("a", "-n", 6), 0)
        rows = csv.DictReader(io.StringIO((self.root / "a/measures.csv").read_text(encoding="utf-8-sig")))
        pairs = {}
        for row in rows:
            if ">" in row["place"]:
                pairs.setdefault(row["place"], []).append(float(row["value"]))
        self.assertGreater(len(pairs), 0)
        for place, values in pairs.items():
            self.assertEqual(len(values), 6, place)  # zero where nobody did
            self.assertGreater(max(values), 0, place)

    def test_the_number_of_workers_changes_nothing(self):
        self.assert_exit(self.tocsin("run", self.drill, "-n", 20, "-j", 1, "-o", self.root / "one"), 0)
        self.assert_exit(self.tocsin("run", self.drill, "-n", 20, "-j", 5, "-o", self.root / "five"), 0)
        for name in ("measures.csv", "manifest.yaml", "report.html", "results.gpkg", "events/0000.jsonl"):
            self.assertEqual((self.root / "one" / name).read_bytes(), (self.root / "five" / name).read_bytes(), name)


class Alerts(Case):
    """tocsin cap: what a CAP file is, and the warnings of a run as CAP files."""

    def setUp(self):
        super().setUp()
        shutil.copytree(ROOT / "scenarios/county-alert", self.root / "drills/county-alert")
        self.county = self.root / "drills/county-alert"
        self.message = self.county / "county-warning.cap"

    def test_check_says_what_it_is_and_that_it_is_no_warning(self):
        result = self.tocsin("cap", "check", self.message)
        self.assert_exit(result, 0)
        self.assertEqual(result.stderr, "")
        self.assertIn("county-warning.cap: CAP 1.2, EXERCISE: not a real warning", result.stdout)
        for words in ("duty-desk.county.example", "2026-06-20T20:00:00+08:00", "Exercise", "Update", "Public",
                      "[zh-CN]", "[en-US]", "Flash flood (Met)", "Evacuate", "Immediate", "Severe", "Likely",
                      "GB/T 35965.1: division 000000", "上磨、渡口巷、老桥 (0 polygons, 0 circles, 3 geocodes)"):
            self.assertIn(words, result.stdout)
        zh = self.tocsin("cap", "check", self.message, "--language", "zh")
        self.assertIn("演练：不是真实预警，仅供参演人员", zh.stdout)

    def test_only_actual_is_real(self):
        for status in ("Actual", "Exercise", "System", "Test", "Draft"):
            path = self.root / f"{status}.cap"
            path.write_text(self.message.read_text(encoding="utf-8").replace("<status>Exercise", f"<status>{status}"),
                            encoding="utf-8")
            told = json.loads(self.tocsin("cap", "check", path, "--json").stdout)[0]
            self.assertEqual((told["alert"]["status"], told["alert"]["real"]), (status, status == "Actual"))
            words = self.tocsin("cap", "check", path).stdout.splitlines()[0]
            self.assertEqual("not a" in words, status != "Actual", words)

    def test_every_file_is_told_and_a_bad_one_is_3(self):
        bad = self.root / "bad.cap"
        bad.write_text(self.message.read_text(encoding="utf-8").replace("<urgency>Immediate", "<urgency>Imediate"),
                       encoding="utf-8")
        result = self.tocsin("cap", "check", bad, self.message)
        self.assert_exit(result, 3)
        line = self.line_of(bad, "Imediate")
        self.assertIn(f"bad.cap:{line}:14: error: 'Imediate' is no value of <urgency> [unknown-choice]", result.stderr)
        self.assertIn("did you mean 'Immediate'?", result.stderr)
        self.assertIn("county-warning.cap: CAP 1.2", result.stdout)
        told = json.loads(self.tocsin("cap", "check", bad, self.message, "--json").stdout)
        self.assertIsNone(told[0]["alert"])
        self.assertEqual([d["line"] for d in told[0]["diagnostics"]], [line, self.line_of_last(bad, "Imediate")])
        self.assertEqual(told[1]["diagnostics"], [])

    def line_of_last(self, path, text):
        lines = path.read_text(encoding="utf-8").split("\n")
        return max(number for number, line in enumerate(lines, 1) if text in line)

    def test_attacks_are_refused(self):
        text = self.message.read_text(encoding="utf-8")
        laughs = "".join(f'<!ENTITY l{i} "{f"&l{i - 1};" * 10 if i else "ha"}">' for i in range(10))
        for name, subset in (("external", '<!ENTITY e SYSTEM "file:///etc/hosts">'), ("laughs", laughs)):
            path = self.root / f"{name}.cap"
            body = text.replace("<alert ", f"<!DOCTYPE alert [{subset}]>\n<alert ", 1)
            path.write_text(body.replace("duty-desk.county.example", "&e;" if name == "external" else "&l9;", 1),
                            encoding="utf-8")
            result = self.tocsin("cap", "check", path)
            self.assert_exit(result, 3)
            self.assertRegex(result.stderr, rf"{name}\.cap:2:\d+: error: a document type .* \[refused-xml\]")
        cut = self.root / "cut.cap"
        cut.write_bytes(self.message.read_bytes()[:700])
        self.assert_exit(self.tocsin("cap", "check", cut), 3)
        self.assert_exit(self.tocsin("cap", "check", self.root / "none.cap"), 3)
        self.assert_exit(self.tocsin("cap", "check", self.scenario), 3)

    def test_a_run_becomes_messages_that_pass_the_check(self):
        self.assert_exit(self.run_drill("a", "-n", 2, "--keep-logs", "all"), 0)
        result = self.tocsin("cap", "export", "a", "--output", "out", "--issuer", "500156", "--replication", 1)
        self.assert_exit(result, 0)
        files = sorted((self.root / "out").iterdir())
        self.assertEqual(result.stdout.split(), [f"out/{f.name}" for f in files])
        self.assertRegex(files[0].name, r"^50015600000000_20260314\d{6}_0\.cap$")
        orders = [line for line in (self.root / "a/events/0001.jsonl").read_text().splitlines() if "warning.order_issued" in line]
        self.assertEqual(len(files), len(orders))
        checked = self.tocsin("cap", "check", *files, "--json")
        self.assert_exit(checked, 0)
        for told in json.loads(checked.stdout):
            self.assertEqual(told["diagnostics"], [])
            self.assertEqual((told["alert"]["status"], told["alert"]["real"]), ("Exercise", False))
            self.assertEqual([info["language"] for info in told["alert"]["infos"]], ["zh-CN", "en-US"])
        before = [f.read_bytes() for f in files]
        self.assert_exit(self.tocsin("cap", "export", "a", "--output", "out", "--issuer", "500156", "-r", 1), 0)
        self.assertEqual([f.read_bytes() for f in files], before)

    def test_export_says_what_it_cannot_use(self):
        self.assert_exit(self.run_drill("a", "-n", 2), 0)
        for more, code, words in ((("--issuer", "50015"), 2, "neither 6 nor 14 digits"),
                                  (("--sender", "a b"), 2, "holds a blank"),
                                  (("--replication", 7), 2, "has no replication 7"),
                                  (("--replication", 1), 3, "replay a --replication 1")):
            result = self.tocsin("cap", "export", "a", "--output", "out", *more)
            self.assert_exit(result, code)
            self.assertIn(words, result.stderr)
            self.assertFalse((self.root / "out").exists())
        self.assert_exit(self.tocsin("cap", "export", "a"), 2)
        self.assert_exit(self.tocsin("cap"), 2)

    def test_a_run_started_by_messages_needs_no_message_files_afterwards(self):
        self.assert_exit(self.tocsin("run", self.county, "-n", 2, "-j", 2, "-o", "a"), 0)
        log = self.root / "a/events/0000.jsonl"
        stored = log.read_bytes()
        for file in self.county.glob("*.cap"):
            file.unlink()
        log.unlink()
        self.assert_exit(self.tocsin("replay", "a", "--replication", 0), 0)
        self.assertEqual(log.read_bytes(), stored)
        self.assert_exit(self.tocsin("cap", "export", "a", "--output", "out"), 0)
        self.assertEqual([f.name for f in (self.root / "out").iterdir()], ["00000000000000_20260620200000_0.cap"])


if __name__ == "__main__":
    unittest.main()
