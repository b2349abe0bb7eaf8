// SPDX-License-Identifier: Apache-2.0
// Any bytes given as a YAML file: no crash, every message drawable in both languages, and what is accepted is written
// so that it reads back as the same tree. Fields of every type are read from it, and its text as units.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "engine/base/units.hpp"
#include "engine/input/document.hpp"
#include "engine/input/fields.hpp"

namespace tocsin {
namespace {

struct Part {
  Length length;
  std::vector<Duration> spans;
  void describe(Fields& f) {
    f.required("a", length, {"A.", "甲。"}).between(1_m, 5_km);
    f.optional("b", spans, {"B.", "乙。"}).at_least(0s);
  }
};

struct Everything {
  Part part;
  std::vector<Part> parts;
  std::optional<Share> share;
  Phrase title;
  CivilTime starts;
  Target target;
  int count = 1;  // within its own limit: what is left out is written with its default, and must read back
  std::uint64_t seed = 0;
  bool flag = false;
  double factor = 0;
  Reference<ZoneTag> zone;
  void describe(Fields& f) {
    f.optional("a", part, {"A.", "甲。"});
    f.optional("b", parts, {"B.", "乙。"});
    f.optional("share", share, {"S.", "比例。"}).at_most(100_percent);
    f.optional("title", title, {"T.", "标题。"});
    f.optional("starts", starts, {"S.", "开始。"});
    f.optional("target", target, {"T.", "指标。"});
    f.optional("count", count, {"C.", "数。"}).at_least(1);
    f.optional("seed", seed, {"S.", "种子。"});
    f.optional("flag", flag, {"F.", "标志。"});
    f.optional("factor", factor, {"F.", "系数。"});
    f.required("zone", zone, {"Z.", "分区。"});
  }
};

bool same(const Node& a, const Node& b) {
  if (a.kind != b.kind || a.text != b.text || a.items.size() != b.items.size()) return false;
  if (a.entries.size() != b.entries.size()) return false;
  for (std::size_t i = 0; i < a.items.size(); ++i) {
    if (!same(a.items[i], b.items[i])) return false;
  }
  for (std::size_t i = 0; i < a.entries.size(); ++i) {
    if (a.entries[i].key != b.entries[i].key || !same(a.entries[i].value, b.entries[i].value)) return false;
  }
  return true;
}

void require(bool condition) {
  if (!condition) std::abort();
}

void check_round_trip(const Node& root) {
  Diagnostics diagnostics;
  const auto again = parse_document(to_yaml(root), "again.yaml", diagnostics);
  require(again && diagnostics.empty() && same(again->root, root));
}

void check_fields(const Node& root) {
  Diagnostics diagnostics;
  Everything value;
  if (!read_fields(root, value, {.diagnostics = diagnostics})) {
    draw(diagnostics.entries(), Language::zh);
    return;
  }
  const auto written = write_fields(value);
  Everything again;
  require(read_fields(written, again, {.diagnostics = diagnostics}));
  require(to_yaml(write_fields(again)) == to_yaml(written));
}

void check_units(std::string_view text) {
  const auto reading = read_any_quantity(text);
  nearest_unit(reading.unit, Dimension::speed);
  number_hint(text);
  if (reading.problem != UnitProblem::none) return;
  const auto again = read_any_quantity(quantity_text(reading.si, reading.dimension));
  require(again.problem == UnitProblem::none && again.si == reading.si);
}

void check(std::string_view bytes) {
  Diagnostics diagnostics;
  const auto document = parse_document(bytes, "fuzz.yaml", diagnostics);
  draw(diagnostics.entries(), Language::en);
  to_json(diagnostics.entries(), Language::zh);
  require(document.has_value() || diagnostics.has_errors());
  if (document && !diagnostics.has_errors()) check_round_trip(document->root);
  if (document) check_fields(document->root);
  if (bytes.size() < 64) check_units(bytes);
}

}  // namespace
}  // namespace tocsin

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tocsin::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
