// SPDX-License-Identifier: Apache-2.0
#include "models/warning/receipts.hpp"

#include <cmath>

#include "engine/random/distributions.hpp"

namespace tocsin::warning {
namespace {

constexpr std::uint64_t kOwnDraws = 2;

}  // namespace

ReceiptCounts& ReceiptCounts::operator+=(const ReceiptCounts& other) {
  addressed += other.addressed;
  understood += other.understood;
  no_device += other.no_device;
  away += other.away;
  unnoticed += other.unnoticed;
  no_network += other.no_network;
  under_way += other.under_way;
  return *this;
}

void Receipts::send(const MessageRules& rules, double at_s) {
  rules_ = rules;
  free_s_ = std::max(free_s_, at_s);
}

void Receipts::expect(std::size_t homes, std::size_t persons) {
  homes_.reserve(homes_.size() + homes);
  devices_.reserve(devices_.size() + persons);
  queue_.reserve(queue_.size() + homes);
}

void Receipts::add(const Addressee& home, RandomStream traits, RandomStream own) {
  const auto first = static_cast<std::uint32_t>(devices_.size());
  for (std::uint32_t person = 0; person < home.persons; ++person) {
    const auto trait = PersonTraits::drawn_from(traits);
    const auto age = static_cast<std::size_t>(home.age(person));
    ++left_out_.addressed;
    const bool carries = trait.device < rules_.carried[age];
    const double leaves_s = free_s_;
    if (carries) free_s_ += rules_.interval_s;  // also to those who are away
    if (!carries || person >= home.at_home) {
      own.skip(kOwnDraws);
      ++(carries ? left_out_.away : left_out_.no_device);
      continue;
    }
    const double u_delivery = own.uniform();
    const double u_reading = own.uniform();
    Device device;
    device.leaves_s = leaves_s;
    if (rules_.delivery_median_s > 0) {
      const double factor = std::exp(rules_.delivery_sigma * standard_normal_quantile(u_delivery));
      device.delivery_s = static_cast<float>(rules_.delivery_median_s * factor);
    }
    const bool notices = trait.attention < rules_.noticed[age];
    device.reading_s = static_cast<float>(notices ? -rules_.reading_mean_s * std::log(1 - u_reading) : kNever_s);
    device.valid_s = static_cast<float>(rules_.valid_s);
    const double span_s = rules_.endurance_high_s - rules_.endurance_low_s;
    const bool steady = trait.charge < rules_.steady_share;
    device.endurance_s = static_cast<float>(steady ? kNever_s : rules_.endurance_low_s + trait.charge * span_s);
    devices_.push_back(device);
  }
  homes_.push_back({home.position, first, static_cast<std::uint32_t>(devices_.size()) - first});
}

void Receipts::offer(std::uint32_t home, double now_s, double mains_lost_s) {
  const Home& h = homes_[home];
  for (auto d = h.first_device; d < h.first_device + h.devices; ++d) {
    Device& device = devices_[d];
    if (device.arrives_s != kNever_s) continue;
    const double from_s = std::max(now_s, device.leaves_s);
    const bool runs = mains_lost_s == kNever_s || from_s < mains_lost_s + static_cast<double>(device.endurance_s);
    const bool kept = from_s <= device.leaves_s + static_cast<double>(device.valid_s);
    if (runs && kept) device.arrives_s = from_s + static_cast<double>(device.delivery_s);
  }
  plan_home(home);
}

bool Receipts::all_arrived(std::uint32_t home) const {
  const auto first = devices_.begin() + homes_[home].first_device;
  return std::none_of(first, first + homes_[home].devices, [](const Device& d) { return d.arrives_s == kNever_s; });
}

void Receipts::hold(std::uint32_t home, double now_s) {
  const Home& h = homes_[home];
  for (auto d = h.first_device; d < h.first_device + h.devices; ++d) {
    if (devices_[d].arrives_s > now_s) devices_[d].arrives_s = kNever_s;
  }
  plan_home(home);
}

// The first of them to understand tells the others. What was planned before and is so no more is left out when its turn
// comes.
void Receipts::plan_home(std::uint32_t number) {
  Home& home = homes_[number];
  if (home.told) return;
  double due_s = kNever_s;
  for (auto d = home.first_device; d < home.first_device + home.devices; ++d) {
    due_s = std::min(due_s, devices_[d].arrives_s + static_cast<double>(devices_[d].reading_s));
  }
  if (due_s == home.due_s) return;
  home.due_s = due_s;
  if (due_s != kNever_s) queue_.push_back({due_s, number});
}

void Receipts::plan() {
  const auto begin = queue_.begin() + static_cast<std::ptrdiff_t>(next_);
  const auto fresh = queue_.begin() + static_cast<std::ptrdiff_t>(planned_);
  std::sort(fresh, queue_.end());
  std::inplace_merge(begin, fresh, queue_.end());
  planned_ = queue_.size();
}

double Receipts::next_due_s() {
  for (; next_ < planned_; ++next_) {
    const Home& home = homes_[queue_[next_].home];
    if (!home.told && home.due_s == queue_[next_].at_s) return home.due_s;
  }
  return kNever_s;
}

ReceiptCounts Receipts::counts(double at_s) const {
  ReceiptCounts all = left_out_;
  for (const auto& device : devices_) {
    const double understood_s = device.arrives_s + static_cast<double>(device.reading_s);
    if (device.leaves_s > at_s) {
      ++all.under_way;
    } else if (device.arrives_s == kNever_s) {
      ++all.no_network;
    } else if (understood_s <= at_s) {
      ++all.understood;
    } else if (device.arrives_s > at_s || understood_s != kNever_s) {
      ++all.under_way;
    } else {
      ++all.unnoticed;
    }
  }
  return all;
}

}  // namespace tocsin::warning
