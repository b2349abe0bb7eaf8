// SPDX-License-Identifier: Apache-2.0
// How a path is shown to people: "first-siren/../towns/wulong" is "towns/wulong", and what lies below the working
// directory is shown relative to it. For messages only; files are opened by the path as it came.
#pragma once

#include <filesystem>
#include <string>

namespace tocsin {

/// Lexically normal (no file is looked at), without a slash at the end; relative when inside the working directory.
std::string shown_path(const std::filesystem::path& path);

}  // namespace tocsin
