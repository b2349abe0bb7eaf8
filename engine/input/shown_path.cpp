// SPDX-License-Identifier: Apache-2.0
#include "engine/input/shown_path.hpp"

#include <system_error>

namespace tocsin {

std::string shown_path(const std::filesystem::path& path) {
  if (path.empty()) return {};
  auto normal = path.lexically_normal();
  if (!normal.has_filename() && normal.has_relative_path()) normal = normal.parent_path();
  std::error_code failed;
  const auto here = std::filesystem::current_path(failed);
  if (failed) return normal.string();
  const auto relative = (here / normal).lexically_normal().lexically_relative(here);
  const bool inside = !relative.empty() && *relative.begin() != "..";
  return (inside ? relative : normal).string();
}

}  // namespace tocsin
