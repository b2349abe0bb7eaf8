// SPDX-License-Identifier: Apache-2.0
// What each diagnostic code means, why it exists and what to do: `tocsin explain unknown-unit`, and the reference page.
// A code that is used anywhere without an entry here fails a test (tests/engine/input/explain_test.cpp).
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/base/text.hpp"

namespace tocsin {

/// The page of one code.
struct CodeExplanation {
  std::string_view code;
  Phrase title;         ///< a few words
  Phrase explanation;   ///< when it is reported and why
  std::string example;  ///< the offending input
  Phrase remedy;        ///< what to do
};

/// All codes, in the order of codes.hpp.
std::span<const CodeExplanation> explanations();
/// The page of `code`; nullptr when there is none.
const CodeExplanation* explain(std::string_view code);
/// The code nearest to a misspelt one, or "".
std::string nearest_code(std::string_view code);

/// The page as text for a terminal.
std::string explanation_text(const CodeExplanation& page, Language language);
/// All pages as one Markdown reference.
std::string explanations_markdown(Language language);

}  // namespace tocsin
