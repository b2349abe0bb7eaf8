#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A check that cannot fail is none: each case plants one fault in a small tree and names the check that must see it."""
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
SPDX = "// SPDX-License-Identifier: Apache-2.0\n"
CARD = "".join(f"## {h}\ntext\n" for h in
               ("Purpose", "Behavior", "Equations", "Sources", "Parameters", "Evidence", "Limits", "Not modeled"))
SOUND = {
    "engine/base/time.hpp": SPDX + "// Time.\n#pragma once\nint now();\n",
    "engine/base/README.md": "# Base\n[time](time.hpp)\n",
    "engine/kernel/kernel.cpp": SPDX + '#include "engine/base/time.hpp"\n#include <simgrid/s4u.hpp>\n',
    "engine/kernel/README.md": "# Kernel\n",
    "engine/simulation/world.hpp": SPDX + "// World.\nclass World {\n public:\n  int now();\n private:\n};\n",
    "engine/simulation/README.md": "# Simulation\n",
    "models/hazard/kinds.cpp": SPDX + 'struct FloodParameters final : ModelParameters {};\n'
                               'void f(Catalog& c) { c.add_kind<FloodParameters>("hazard", "flood", 1, 2); }\n',
    "models/hazard/README.md": "# Hazard\nKind `flood`.\n" + CARD,
    "models/warning/warning.cpp": SPDX + '#include "models/hazard/hazard.hpp"\n',
    "models/warning/README.md": CARD,
    "tests/models/hazard/flood_test.cpp": SPDX + "// flood\n",
    "scenarios/drill/scenario.yaml": "hazard:\n  - kind: flood\n",
}
FAULTS = [
    ("layers", "engine/base/up.cpp", SPDX + '#include "engine/kernel/kernel.hpp"\n'),
    ("layers", "engine/new/x.cpp", SPDX),
    ("layers", "engine/app/x.cpp", SPDX + '#include "models/hazard/hazard.hpp"\n'),
    ("layers_in_cmake", "engine/CMakeLists.txt", "tocsin_library(engine/base DEPENDS engine/kernel)\n"),
    ("labels", "engine/input/x.cpp", SPDX + 'Phrase p{"an id", "应为编号"};\n'),
    ("doors_of_models", "models/warning/x.cpp", SPDX + '#include "models/hazard/flood/flood.hpp"\n'),
    ("doors_of_models", "models/hazard/x.cpp", SPDX + '#include "models/warning/warning.hpp"\n'),
    ("doors_of_models", "models/evaluation/x.cpp", SPDX + '#include "models/hazard/hazard.hpp"\n'),
    ("third_party", "engine/base/x.cpp", SPDX + "#include <simgrid/s4u.hpp>\n"),
    ("third_party", "engine/input/x.hpp", SPDX + "// X.\n#include <nlohmann/json.hpp>\n"),
    ("words_of_models", "engine/base/x.cpp", SPDX + 'auto x = find("hazard.roads_cut");\n'),
    ("top_level", "lib/x.txt", "x\n"),
    ("first_lines", "engine/base/x.cpp", "int x;\n"),
    ("machine_paths", "docs/x.md", "see " + "/" + "work/main\n"),
    ("spelling", "docs/x.md", "The behavi" + "our of people.\n"),
    ("spelling", "engine/base/catalo" + "gue.hpp", SPDX + "// X.\n"),
    ("glossary", "engine/base/thing_manager.cpp", SPDX),
    ("glossary", "engine/base/x.hpp", SPDX + "// X.\nclass ThingManager {\n};\n"),
    ("glossary", "engine/base/x.hpp", SPDX + "// X.\nint validate_it();\n"),
    ("folder_readmes", "engine/random/x.cpp", SPDX),
    ("cards", "models/warning/README.md", "## Purpose\n"),
    ("cards", "models/hazard/slide/slide.cpp", SPDX),
    ("every_parameters_struct_is_a_kind", "models/hazard/x.hpp", SPDX + "// X.\nstruct SlideParameters final : ModelParameters {\n"),
    ("every_kind_has_a_card", "models/warning/kinds.cpp", SPDX + 'c.add_kind<SirenParameters>("warning", "siren", 1);\n'),
    ("every_kind_has_a_test", "models/warning/kinds.cpp", SPDX + 'c.add_kind<SirenParameters>("warning", "siren", 1);\n'),
    ("every_kind_is_used_by_a_scenario", "models/warning/kinds.cpp", SPDX + 'c.add_kind<SirenParameters>("warning", "siren", 1);\n'),
    ("world_is_thin", "engine/simulation/world.hpp",
     SPDX + "// W.\nclass World {\n public:\n" + "".join(f"  int f{i}();\n" for i in range(16)) + " private:\n};\n"),
    ("short_functions", "engine/base/x.cpp", SPDX + "int f() {\n" + "  g();\n" * 70 + "}\n"),
    ("clang_format", "engine/base/x.cpp", SPDX + "int   f( );\n"),
    ("shell", "tests/x.sh", "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\necho $1\n"),
    ("links", "docs/x.md", "[there](nowhere.md)\n"),
    ("links", "docs/x.md", "# Head\n[there](#foot)\n"),
    ("referenced_pages", "engine/base/x.cpp", SPDX + "// docs/nowhere" + ".md\n"),
    ("picture", "tests/architecture/layers.txt", None),
]


class Checks(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="tocsin-checks-"))
        self.addCleanup(shutil.rmtree, self.root)
        (self.root / "tests/architecture").mkdir(parents=True)
        for name in ("checks.py", "layers.txt", "words.txt"):
            shutil.copy(HERE / name, self.root / "tests/architecture" / name)
        shutil.copy(HERE.parents[1] / ".clang-format", self.root)
        for file, text in SOUND.items():
            self.write(file, text)
        self.write("engine/CMakeLists.txt", "tocsin_library(engine/kernel DEPENDS engine/base)\n")
        self.write("tocsin", "#!/bin/sh\nexit 0\n").chmod(0o755)
        self.write(".ci/run", "#!/bin/sh\nexit 0\n").chmod(0o755)
        for page in ("docs/explanation/architecture.md", "docs/reference/glossary.md", "docs/decisions/0009-x.md"):
            self.write(page, "<!-- drawn from tests/architecture/layers.txt -->\nold\n<!-- end of the drawing -->\n")

        formatter = shutil.which("clang-format-14") or shutil.which("clang-format")
        subprocess.run([formatter, "-i", *self.root.rglob("*.[ch]pp")], check=True)

    def write(self, file, text):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def run_check(self, *arguments):
        return subprocess.run([sys.executable, str(self.root / "tests/architecture/checks.py"), *arguments],
                              capture_output=True, text=True)

    def test_sound_tree_passes(self):
        self.run_check("picture", "--update")
        for check in self.run_check("--list").stdout.split(";"):
            done = self.run_check(check)
            self.assertEqual(done.returncode, 0, check + "\n" + done.stdout + done.stderr)

    def test_every_check_has_a_fault(self):
        self.assertEqual(set(self.run_check("--list").stdout.split(";")), {check for check, _, _ in FAULTS})

    def test_each_fault_is_seen(self):
        for check, file, text in FAULTS:
            with self.subTest(check=check, file=file):
                before = (self.root / file).read_text() if (self.root / file).exists() else None
                if text is not None:
                    self.write(file, text)
                done = self.run_check(check)
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                self.assertIn(f"[{check}]", done.stdout)
                if text is None:
                    continue
                (self.root / file).unlink() if before is None else self.write(file, before)
                if not any((self.root / file).parent.iterdir()):
                    (self.root / file).parent.rmdir()


if __name__ == "__main__":
    unittest.main()
