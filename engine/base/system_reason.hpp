// SPDX-License-Identifier: Apache-2.0
// Why the operating system refused something, in the user's language: strerror speaks English only (or whatever the C
// locale says), so that a Chinese sentence would end in English.
//   throw OutputError(path, phrase(...reason_of(errno)...));
#pragma once

#include <system_error>

#include "engine/base/text.hpp"

namespace tocsin {

/// "No space left on device" / "磁盘空间不足". A number that is not known keeps the system's own words in both.
Phrase reason_of(int error_number);
/// The same for std::filesystem.
Phrase reason_of(const std::error_code& error);

}  // namespace tocsin
