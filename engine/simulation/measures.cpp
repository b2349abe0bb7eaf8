// SPDX-License-Identifier: Apache-2.0
#include "engine/simulation/measures.hpp"

#include <cmath>
#include <limits>

namespace tocsin {

std::string_view name_of(MeasureUnit unit) {
  switch (unit) {
    case MeasureUnit::seconds:
      return "s";
    case MeasureUnit::share:
      return "1";
    case MeasureUnit::persons:
      return "persons";
    case MeasureUnit::households:
      return "households";
    case MeasureUnit::count:
      return "count";
    case MeasureUnit::meters:
      return "m";
    case MeasureUnit::person_minutes:
      return "person_min";
  }
  return "";
}

Dimension dimension_of(MeasureUnit unit) {
  switch (unit) {
    case MeasureUnit::seconds:
      return Dimension::duration;
    case MeasureUnit::share:
      return Dimension::share;
    case MeasureUnit::meters:
      return Dimension::length;
    default:
      return Dimension::number;
  }
}

Phrase written_form_of(MeasureUnit unit) {
  switch (unit) {
    case MeasureUnit::seconds:
      return {"a time, like 45 min", "时间，如 45 min"};
    case MeasureUnit::share:
      return {"a share, like 90 %", "比例，如 90 %"};
    case MeasureUnit::meters:
      return {"a length, like 800 m", "长度，如 800 m"};
    case MeasureUnit::persons:
      return {"a number of persons without unit, like 3", "人数（不带单位），如 3"};
    case MeasureUnit::households:
      return {"a number of households without unit, like 3", "户数（不带单位），如 3"};
    case MeasureUnit::person_minutes:
      return {"a number of person-minutes without unit, like 300", "人·分钟数（不带单位），如 300"};
    case MeasureUnit::count:
      return {"a number without unit, like 3", "数值（不带单位），如 3"};
  }
  return {};
}

void Measures::add(const MeasureDescription& description, double value, std::string place) {
  keys_.push_back({std::string(description.name), std::move(place), description.unit});
  values_.push_back(value);
}

void Measures::add_occurring(const MeasureDescription& description, double value, std::string place) {
  occurring_.push_back({{std::string(description.name), std::move(place), description.unit}, value});
}

void Measures::add_curve(const MeasureDescription& description, std::vector<float> values) {
  curves_.push_back({std::string(description.name), description.unit, std::move(values)});
}

double Measures::value(std::string_view name, std::string_view place) const {
  for (std::size_t i = 0; i < keys_.size(); ++i) {
    if (keys_[i].name == name && keys_[i].place == place) return values_[i];
  }
  for (const auto& [key, value] : occurring_) {
    if (key.name == name && key.place == place) return value;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::vector<float> level_over_time(std::span<const std::pair<double, double>> steps, Duration duration) {
  std::vector<float> levels(kCurvePoints);
  const double step_s = seconds(duration) / (kCurvePoints - 1);
  double level = 0;
  std::size_t next = 0;
  for (int point = 0; point < kCurvePoints; ++point) {
    // A change at the very instant of a point belongs to it.
    while (next < steps.size() && steps[next].first <= point * step_s) level += steps[next++].second;
    levels[static_cast<std::size_t>(point)] = static_cast<float>(level);
  }
  return levels;
}

}  // namespace tocsin
