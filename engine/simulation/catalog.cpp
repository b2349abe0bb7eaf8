// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/catalog.hpp"

#include <algorithm>

#include "engine/base/ensure.hpp"

namespace tocsin {

void Catalog::add_measures(std::vector<MeasureDescription> descriptions, MeasureFunction function) {
  measures_.insert(measures_.end(), descriptions.begin(), descriptions.end());
  measure_functions_.push_back(std::move(function));
}

void Catalog::add_fact(FactDescription fact) {
  ensure(find_fact(fact.name) == nullptr, "two facts of the same name");
  facts_.push_back(std::move(fact));
}

const FactDescription* Catalog::find_fact(std::string_view name) const {
  const auto found =
      std::find_if(facts_.begin(), facts_.end(), [&](const FactDescription& fact) { return fact.name == name; });
  return found == facts_.end() ? nullptr : &*found;
}

void Catalog::add_account(AccountDescription account) {
  ensure(std::none_of(accounts_.begin(), accounts_.end(), [&](const auto& a) { return a.whole == account.whole; }),
         "two accounts of the same whole");
  accounts_.push_back(std::move(account));
}

Phrase Catalog::section_title(std::string_view name) const {
  const auto found =
      std::find_if(titles_.begin(), titles_.end(), [&](const auto& title) { return title.first == name; });
  return found == titles_.end() ? with_blanks(name) : found->second;
}

const Kind* Catalog::find_kind(std::string_view section, std::string_view name) const {
  const auto found = std::find_if(kinds_.begin(), kinds_.end(),
                                  [&](const Kind& kind) { return kind.section == section && kind.name == name; });
  return found == kinds_.end() ? nullptr : &*found;
}

std::vector<std::string> Catalog::sections() const {
  std::vector<std::string> result;
  for (const auto& kind : kinds_) {
    if (std::find(result.begin(), result.end(), kind.section) == result.end()) result.push_back(kind.section);
  }
  return result;
}

const MeasureDescription* Catalog::find_measure(std::string_view name) const {
  const auto found = std::find_if(measures_.begin(), measures_.end(),
                                  [&](const MeasureDescription& measure) { return measure.name == name; });
  return found == measures_.end() ? nullptr : &*found;
}

}  // namespace tocsin
