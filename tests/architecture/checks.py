#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What the house promises about itself: layers, doors, names, spelling, cards, links. Standard library only.

    checks.py layers            one check; exit code 1 and one line per offence
    checks.py --list            names of all checks (CMake registers each as architecture.<name>)
    checks.py picture --update  writes the layers picture into docs/explanation/architecture.md anew
"""
import inspect
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = ROOT / "tests" / "architecture"
TOP = set("engine models scenarios tests bench docs .ci CMakeLists.txt CMakePresets.json README.md CONTRIBUTING.md "
          "CHANGELOG.md CITATION.cff LICENSE tocsin .clang-format .clang-tidy .editorconfig .gitattributes .gitignore".split())
CARD = ["Purpose", "Behavior", "Equations", "Sources", "Parameters", "Evidence", "Limits", "Not modeled"]
TEXT = {".cpp", ".hpp", ".py", ".sh", ".md", ".txt", ".yaml", ".yml", ".json", ".cmake", ".in", ".cff", ".case", ".html",
        ".js", ".css", ".csv", ""}
UPDATE = "--update" in sys.argv


def all_files():
    """Every file of the project as a relative path: tracked or new, never ignored."""
    try:
        out = subprocess.run(["git", "-c", f"safe.directory={ROOT}", "ls-files", "-co", "--exclude-standard"], cwd=ROOT,
                             check=True, capture_output=True, text=True).stdout.splitlines()
        return sorted({f for f in out if (ROOT / f).is_file()})
    except (OSError, subprocess.CalledProcessError):  # not a checkout: an unpacked archive
        skip = {".git", "build", "runs", "node_modules", "__pycache__"}
        return sorted(str(p.relative_to(ROOT)) for p in ROOT.rglob("*")
                      if p.is_file() and not skip & set(p.relative_to(ROOT).parts))


FILES = all_files()
SOURCES = [f for f in FILES if f.endswith((".cpp", ".hpp"))]
PRODUCT = [f for f in SOURCES if f.startswith(("engine/", "models/"))]


def text_of(file):
    return (ROOT / file).read_text(encoding="utf-8", errors="replace")


def sections(file):
    """{section: {key: value}} of a file of '[section]' lines and 'key: value' or 'key   value' lines."""
    result, current = {}, None
    for line in (HERE / file).read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            current = result.setdefault(line.strip("[]"), {})
            continue
        match = re.match(r"(\S+):\s*(.*)$", line) or re.match(r"(.+?)(?:\t+| {2,})(.*)$", line) or re.match(r"(\S+)()$", line)
        current[match.group(1)] = match.group(2).strip()
    return result


def includes(file):
    """(line number, path, quoted) of each include."""
    for number, line in enumerate(text_of(file).splitlines(), 1):
        match = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
        if match:
            yield number, match.group(2), match.group(1) == '"'


def room_of(path):
    parts = path.split("/")
    if parts[0] == "engine" and len(parts) > 2:
        return "/".join(parts[:2])
    return "models" if parts[0] == "models" else None


def layers():
    """Includes point downward (layers.txt), for engine folders and for engine as seen from models."""
    allowed = {folder: set(rest.split()) for folder, rest in sections("layers.txt")["layers"].items()}
    for file in PRODUCT:
        room = room_of(file)
        if room is None or (room == "models" and file.count("/") == 1):
            continue
        if room not in allowed:
            yield f"{file}: the folder {room} is not in layers.txt"
            continue
        for number, path, quoted in includes(file):
            other = room_of(path)
            if path.startswith(("engine/", "models/")) and other != room and other not in allowed[room]:
                yield f"{file}:{number}: {room} must not include {path}"
            if quoted and not path.startswith(("engine/", "models/")):
                yield f'{file}:{number}: "{path}" is not written from the root'


def layers_in_cmake():
    """What CMake links agrees with layers.txt."""
    allowed = {folder: set(rest.split()) for folder, rest in sections("layers.txt")["layers"].items()}
    for line in text_of("engine/CMakeLists.txt").splitlines():
        match = re.match(r"tocsin_library\((\S+)(.*)\)", line)
        depends = re.search(r"DEPENDS ((?:engine/\w+ ?)+)", match.group(2)) if match else None
        for other in depends.group(1).split() if depends else []:
            if other not in allowed.get(match.group(1), set()):
                yield f"engine/CMakeLists.txt: {match.group(1)} must not depend on {other}"


def doors_of_models():
    """A model sees of another only <folder>.hpp and events.hpp, and only of those it may use."""
    allowed = sections("layers.txt")["models"]
    for file in PRODUCT:
        parts = file.split("/")
        if parts[0] != "models" or len(parts) < 3:
            continue
        mine = parts[1]
        if mine not in allowed:
            yield f"{file}: the model {mine} is not in layers.txt"
            continue
        for number, path, _ in includes(file):
            there = path.split("/")
            if there[0] != "models" or there[1] == mine:
                continue
            door = "/".join(there[2:])
            if allowed[mine] == "*events":
                if door != "events.hpp":
                    yield f"{file}:{number}: {mine} may only include events.hpp of others, not {path}"
            elif there[1] not in allowed[mine].split():
                yield f"{file}:{number}: {mine} may not use {there[1]}"
            elif door not in (there[1] + ".hpp", "events.hpp"):
                yield f"{file}:{number}: {path} is behind the doors of {there[1]} ({there[1]}.hpp, events.hpp)"


def third_party():
    """One foreign library, one folder; foreign headers stay out of our headers."""
    table = sections("layers.txt")
    public = tuple(table["public headers"])
    foreign = tuple(set(table["third party"]) | {"boost/", "nlohmann/", "zlib.h", "expat.h", "bzlib.h"})
    users = {}
    for file in PRODUCT:
        for _, path, _ in includes(file):
            users.setdefault(path, set()).add(room_of(file))
    for file in PRODUCT:
        for number, path, quoted in includes(file):
            if quoted and path.startswith(("engine/", "models/")):
                continue
            homes = next((set(r.split()) for p, r in table["third party"].items() if path.startswith(p)), set())
            for prefix, rooms in table["third party"].items():
                if path.startswith(prefix) and room_of(file) not in rooms.split():
                    yield f"{file}:{number}: <{path}> belongs in {rooms} only"
            inner = homes and users.get(file, set()) <= homes  # seen only by the folders that may name the library
            if file.endswith(".hpp") and not inner and "/detail/" not in file and path.startswith(foreign) and \
                    not path.startswith(public):
                yield f"{file}:{number}: <{path}> in a header that others include"


def words_of_models():
    """The engine names no measure and no event of a model: whoever declares them says what the engine needs to know."""
    models = sorted({f.split("/")[1] for f in PRODUCT if f.startswith("models/") and f.count("/") > 1})
    pattern = re.compile(r'"((?:%s)\.[a-z_]+)' % "|".join(models or ["-"]))
    own = set()  # StartEx and EndEx belong to the engine
    if "engine/simulation/events.hpp" in FILES:
        own = set(re.findall(r'kName = "([\w.]+)"', text_of("engine/simulation/events.hpp")))
    for file in PRODUCT:
        if file.startswith("engine/"):
            for number, line in enumerate(text_of(file).splitlines(), 1):
                for name in set(pattern.findall(re.sub(r"(^|\s)//.*", "", line))) - own:
                    yield f"{file}:{number}: '{name}' belongs to a model; the engine finds it through the catalog"


def top_level():
    """Nothing new at the root."""
    for name in sorted({f.split("/")[0] for f in FILES} - TOP):
        yield f"{name}: a new top-level name (docs/decisions/0001)"


def first_lines():
    """Each source begins with its license; each header says what it is."""
    for file in FILES:
        if not file.endswith((".cpp", ".hpp", ".py", ".sh")) or file.startswith("scenarios/"):
            continue
        lines = text_of(file).splitlines()
        start = 1 if lines and lines[0].startswith("#!") else 0
        if len(lines) <= start or not re.fullmatch(r"(//|#) SPDX-License-Identifier: Apache-2\.0", lines[start]):
            yield f"{file}:{start + 1}: the SPDX line is missing"
        elif file.endswith(".hpp") and not (len(lines) > 1 and lines[1].startswith("// ")):
            yield f"{file}:2: a header says in its first lines what it is"


def machine_paths():
    """No path of one machine, no host of a package registry."""
    words = ["/" + w + "/" for w in ("work", "farm", "root")] + ["/tmp" + "/studio", "/home" + "/"]
    words += ["deb.debian" + ".org", "registry.npm" + "js", "pypi" + ".org", "snapshot.debian" + ".org"]
    pattern = re.compile("(?<![\\w.}>)*])(" + "|".join(re.escape(w) for w in words) + ")")
    for file in FILES:
        if pathlib.Path(file).suffix in TEXT:
            for number, line in enumerate(text_of(file).splitlines(), 1):
                if pattern.search(line):
                    yield f"{file}:{number}: names a path or host of one machine"


def spelling():
    """American spelling (words.txt)."""
    words = sections("words.txt")["spelling"]
    pattern = re.compile("|".join(re.escape(w) for w in words), re.IGNORECASE)
    for file in FILES:
        if file.startswith(("scenarios/towns/", "tests/architecture/words.txt")) or file == "LICENSE" or \
                pathlib.Path(file).suffix not in TEXT - {".csv", ".html", ".js", ".css"}:
            continue
        for number, line in enumerate([file] + text_of(file).splitlines()):
            match = pattern.search(line)
            if match and not line.rstrip(" .|`*/-").endswith("[sic]"):
                yield f"{file}:{number}: '{match.group(0)}': we write '{words[match.group(0).lower()]}'"


def labels():
    """Phrases for 'expected' do not say again what the drawing puts before them: 应为：应为…, expected: expected…"""
    pattern = re.compile(r'"(应为[^"]|应使用|应填写|应有 |应在 |expected[: ])')
    for file in PRODUCT:
        for number, line in enumerate(text_of(file).splitlines(), 1):
            match = pattern.search(line)
            if match:
                yield f"{file}:{number}: a text begins with '{match.group(1)}', but the label before it says so already"


def glossary():
    """Words the glossary refuses, in file names and declared names."""
    words = sections("words.txt")["names"]
    refused_type = re.compile(r"\b(?:class|struct|enum class)\s+(\w*(?:Manager|Handler|Helper|Utils?|Impl|Agent|Controller|"
                              r"Player|Actor|Context|Data|Info|Base))\b(?!::)")
    for file in PRODUCT:
        stem = pathlib.Path(file).stem
        for word in re.split(r"_+", stem):
            if word in words:
                yield f"{file}: file name: '{word}': we say {words[word]}"
        for number, line in enumerate(text_of(file).splitlines(), 1):
            code = re.sub(r'"(\\.|[^"\\])*"', '""', line.split("//")[0])
            if code.lstrip().startswith("#"):
                continue
            match = refused_type.search(code)
            if match and not code.rstrip().endswith(";"):
                yield f"{file}:{number}: '{match.group(1)}': a name for what it does, please"
            for name in re.findall(r"\b[A-Za-z_]\w*\b", re.sub(r"\b(std|simgrid|sg4|boost|osmium|CLI|YAML|fmt|nlohmann)::[\w:]+", "", code)):
                for word in re.findall(r"[A-Z]?[a-z]+", name):
                    if word.lower() in words:
                        yield f"{file}:{number}: '{name}': we say {words[word.lower()]}"


def folder_readmes():
    """Every folder of engine and models says what it is."""
    for folder in sorted({str(pathlib.Path(f).parent) for f in PRODUCT}):
        depth = folder.count("/")
        if depth == 1 and f"{folder}/README.md" not in FILES:
            yield f"{folder}/README.md is missing"


def kinds():
    """(file, section, name, parameters struct) of every model kind, from the add_kind calls."""
    for file in PRODUCT:
        if file.startswith("models/"):
            for match in re.finditer(r'add_kind<([\w:]+)>\(\s*"(\w+)",\s*"(\w+)"', text_of(file)):
                yield file, match.group(2), match.group(3), match.group(1).split("::")[-1]


def cards():
    """Every model folder, and every kind that has a folder of its own, has a card with the fixed headings."""
    folders = {"/".join(f.split("/")[:2]) for f in PRODUCT if f.startswith("models/") and f.count("/") > 1}
    own = {str(pathlib.Path(f).parent) for f in PRODUCT if f.startswith("models/") and f.count("/") > 2}
    for folder in sorted(folders | {f for f in own if not f.endswith("/detail")}):
        card = f"{folder}/README.md"
        if card not in FILES:
            yield f"{card} is missing"
            continue
        headings = [re.sub(r"\s*[·/(].*", "", h).strip() for h in re.findall(r"^#{2,3} +(.+)$", text_of(card), re.MULTILINE)]
        gathers_kinds = folder in folders and any(o.startswith(folder + "/") for o in own)
        if not gathers_kinds and [h for h in headings if h in CARD] != CARD:
            missing = [h for h in CARD if h not in headings]
            yield f"{card}: headings in this order: {', '.join(CARD)}" + (f" (missing: {', '.join(missing)})" if missing else "")


def every_parameters_struct_is_a_kind():
    """A struct of parameters nobody registered is a model nobody can use; one that others are made of is none itself."""
    registered = {struct for _, _, _, struct in kinds()}
    derived = [(file, *pair) for file in PRODUCT if file.startswith("models/")
               for pair in re.findall(r"\b(?:struct|class)\s+(\w+)\s+(?:final\s+)?:\s*(?:public\s+)?(?:\w+::)*(\w+)\b", text_of(file))]
    bases = {"ModelParameters"} | {name for _, name, base in derived if base == "ModelParameters"}
    used = {base for _, _, base in derived}
    for file, name, base in derived:
        if base in bases and name not in registered and name not in used:
            yield f"{file}: {name} is not registered with add_kind"


def every_kind_has_a_card():
    """The card of a kind's folder, or its section's card, names the kind."""
    for file, section, name, _ in kinds():
        folder = file.split("/")[1]  # the section's name, but for injects, which stand in exercise
        own = f"models/{folder}/{name}/README.md"
        shared = f"models/{folder}/README.md"
        if own not in FILES and not (shared in FILES and re.search(rf"\b{name}\b", text_of(shared))):
            yield f"{file}: kind {section}.{name}: neither {own} nor a mention in {shared}"


def every_kind_has_a_test():
    """Some file under tests/models/<section> names the kind or its parameters."""
    for file, section, name, struct in kinds():
        texts = [text_of(f) for f in FILES if f.startswith(f"tests/models/{file.split('/')[1]}/")]
        if not any(re.search(rf"\b({name}|{struct})\b", t) for t in texts):
            yield f"{file}: kind {section}.{name} has no test in tests/models/{section}"


def every_kind_is_used_by_a_scenario():
    """Some scenario or case uses each kind."""
    texts = [text_of(f) for f in FILES if f.startswith(("scenarios/", "tests/")) and f.endswith((".yaml", ".case"))]
    for file, section, name, _ in kinds():
        if not any(re.search(rf"^\s*(-\s*)?kind:\s*{name}\b", t, re.MULTILINE) for t in texts):
            yield f"{file}: kind {section}.{name} is used by no scenario"


def world_is_thin():
    """World has at most 15 public functions and none of the domain's."""
    public = re.search(r"class World\b.*?public:(.*?)\n private:", text_of("engine/simulation/world.hpp"), re.DOTALL).group(1)
    names = set()
    for line in public.splitlines():
        match = re.match(r"  (?! )(?!//|template|requires|explicit|World\(|~World)[^(=]*?\b(\w+)\(", line)
        if match and "operator" not in line and "= delete" not in line:
            names.add(match.group(1))
    if len(names) > 15:
        yield f"engine/simulation/world.hpp: {len(names)} public functions: {', '.join(sorted(names))}"


def short_functions():
    """A function fits a screen: 60 lines is the end (40 the aim)."""
    for file in PRODUCT:
        begin = None
        for number, line in enumerate(text_of(file).splitlines(), 1):
            if begin is None and re.match(r"(?!namespace|struct|class|enum|union|using|extern|const|constexpr|inline const|static const)[A-Za-z\[~:].*", line):
                begin = number
            if begin is not None and (line.startswith("}") or (number == begin and line.rstrip().endswith((";", "}")))):
                if number - begin > 60:
                    yield f"{file}:{begin}: {number - begin} lines in one function"
                begin = None
            elif begin is not None and line.rstrip().endswith(";") and not line.startswith(" "):
                begin = None


def clang_format():
    """Every C++ file is as clang-format 14 leaves it."""
    program = shutil.which("clang-format-14") or shutil.which("clang-format")
    if not program:
        yield "clang-format-14 is not installed"
        return
    files = [f for f in SOURCES if not f.startswith("tests/data/")]
    done = subprocess.run([program, "--dry-run", "-Werror", "--ferror-limit=1", *files], cwd=ROOT, capture_output=True, text=True)
    for line in done.stderr.splitlines():
        if "error:" in line:
            yield line


def shell():
    """Shell scripts are clean under shellcheck."""
    program = shutil.which("shellcheck")
    if not program:
        yield "shellcheck is not installed"
        return
    scripts = [f for f in FILES if f.endswith(".sh") or f in ("tocsin", ".ci/run")]
    done = subprocess.run([program, "--format=gcc", *scripts], cwd=ROOT, capture_output=True, text=True)
    yield from done.stdout.splitlines()
    for script in scripts:
        if not (ROOT / script).stat().st_mode & 0o100:
            yield f"{script}: is not executable"


def anchors(file):
    """GitHub's anchors of the headings of a page."""
    text = re.sub(r"^```.*?^```", "", text_of(file), flags=re.DOTALL | re.MULTILINE)
    for heading in re.findall(r"^#+ +(.+?) *#*$", text, re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()).replace(" ", "-")
    yield from re.findall(r'<a (?:id|name)="([^"]+)"', text)


def links():
    """Links between the project's pages lead somewhere; so do paths in code ticks of the docs shelves."""
    for file in FILES:
        if not file.endswith(".md"):
            continue
        text = re.sub(r"^```.*?^```", "", text_of(file), flags=re.DOTALL | re.MULTILINE)
        text = re.sub(r"`[^`\n]*`", "", text)
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            there = (ROOT / file).parent / path if path else ROOT / file
            if not there.exists():
                yield f"{file}: the link to {target} is dead"
            elif anchor and there.suffix == ".md" and anchor not in set(anchors(str(there.resolve().relative_to(ROOT)))):
                yield f"{file}: no heading '{anchor}' in {path or file}"


def referenced_pages():
    """Pages of docs/ named in comments of code exist."""
    for file in FILES:
        planted = file == "tests/architecture/checks_test.py"
        if not planted and (file.endswith((".cpp", ".hpp", ".py", ".txt", ".cmake", ".yaml")) or file == "tocsin"):
            for number, line in enumerate(text_of(file).splitlines(), 1):
                for page in re.findall(r"\bdocs/[\w/.-]+\.md\b", line):
                    if not (ROOT / page).exists():
                        yield f"{file}:{number}: {page} does not exist"


def draw_layers():
    """The layers as text: each row may include rows below it; what a folder leaves out is said behind it."""
    table = {f: set(r.split()) for f, r in sections("layers.txt")["layers"].items()}
    height = {}
    for folder, below in table.items():
        height[folder] = 1 + max((height[b] for b in below), default=-1)
    rows = []
    for level in sorted(set(height.values()), reverse=True):
        rows.append((level, [f for f in table if height[f] == level]))
    lines = ["main      models/tocsin.cpp, models/catalog.cpp: may include everything"]
    for level, folders in rows:
        lines.append(f"layer {level}   " + "   ".join(folders))
        for folder in folders:
            lower = {f for f in table if height[f] < level}
            if lower - table[folder]:
                lines.append(f"            {folder} does not include " + ", ".join(sorted(lower - table[folder])))
    lines += ["", "models see each other through <folder>.hpp and events.hpp:"]
    for model, uses in sections("layers.txt")["models"].items():
        lines.append(f"  {model:<11} " + ("events.hpp of all" if uses == "*events" else ", ".join(uses.split()) or "nobody"))
    return "```text\n" + "\n".join(lines) + "\n```\n"


def picture():
    """The picture in docs/explanation/architecture.md is the one drawn from layers.txt."""
    page = ROOT / "docs/explanation/architecture.md"
    text = page.read_text(encoding="utf-8")
    begin, end = "<!-- drawn from tests/architecture/layers.txt -->\n", "<!-- end of the drawing -->"
    head, _, rest = text.partition(begin)
    _, _, tail = rest.partition(end)
    wanted = head + begin + draw_layers() + end + tail
    if UPDATE:
        page.write_text(wanted, encoding="utf-8")
    elif text != wanted:
        yield "docs/explanation/architecture.md: the picture is old; run tests/architecture/checks.py picture --update"


CHECKS = {name: function for name, function in list(globals().items())
          if inspect.isgeneratorfunction(function) and not inspect.signature(function).parameters and name != "kinds"}


def main():
    if "--list" in sys.argv:
        print(";".join(CHECKS), end="")
        return 0
    names = [a for a in sys.argv[1:] if not a.startswith("-")] or list(CHECKS)
    offences = 0
    for name in names:
        for offence in CHECKS[name]():
            print(f"{offence} [{name}]")
            offences += 1
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
