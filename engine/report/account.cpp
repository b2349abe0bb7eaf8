// SPDX-License-Identifier: Apache-2.0
#include "engine/report/account.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "engine/experiment/summary.hpp"
#include "engine/report/measure_values.hpp"

namespace tocsin {
namespace {

// Persons are whole numbers, kept as doubles.
constexpr double kLessThanOne = 0.5;

class AccountMaker {
 public:
  AccountMaker(const ExperimentResult& result, const Catalog& catalog) : result_(result), catalog_(catalog) {}

  [[nodiscard]] Account make(const AccountDescription& described) const {
    Account account;
    const auto whole = result_.position(described.whole);
    if (!whole || result_.records.empty()) return account;
    account.whole = part(*whole, Standing::safe);
    std::vector<double> sums(result_.records.size(), 0);
    for (const auto& line : described.lines) {
      const auto position = result_.position(line.measure);
      if (!position) continue;
      account.parts.push_back(part(*position, line.standing));
      const auto values = result_.column(*position);
      for (std::size_t i = 0; i < values.size(); ++i) sums[i] += values[i];
    }
    const auto wholes = result_.column(*whole);
    for (std::size_t i = 0; i < sums.size(); ++i) account.wrong += std::abs(sums[i] - wholes[i]) < kLessThanOne ? 0 : 1;
    add_beside(account, described.beside);
    return account;
  }

 private:
  [[nodiscard]] AccountPart part(std::size_t position, Standing standing) const {
    const auto& key = result_.keys[position];
    const auto summary = summarize(key, result_.column(position));
    const auto* description = catalog_.find_measure(key.name);
    return {.id = key.name,
            .standing = standing,
            .name = description == nullptr ? with_blanks(key.name) : description->title,
            .meaning = description == nullptr ? Phrase{} : description->meaning,
            .mean = mean_of(summary),
            .spread = spread_of(summary)};
  }

  void add_beside(Account& account, std::string_view measure) const {
    const auto position = result_.position(measure);
    if (!position) return;
    const auto values = result_.column(*position);
    if (std::none_of(values.begin(), values.end(), [](double value) { return value > 0; })) return;
    account.beside = part(*position, Standing::harmed);
  }

  const ExperimentResult& result_;
  const Catalog& catalog_;
};

}  // namespace

Account account_of(const ExperimentResult& result, const Catalog& catalog) {
  const auto anybody = [&](const AccountDescription& described) {
    const auto whole = result.position(described.whole);
    if (!whole) return false;
    const auto values = result.column(*whole);
    return std::any_of(values.begin(), values.end(), [](double value) { return value > 0; });
  };
  auto all = catalog.accounts();
  std::stable_partition(all.begin(), all.end(), [](const AccountDescription& a) { return a.of_people; });
  const auto shown = std::find_if(all.begin(), all.end(), anybody);
  return shown == all.end() ? Account{} : AccountMaker(result, catalog).make(*shown);
}

}  // namespace tocsin
