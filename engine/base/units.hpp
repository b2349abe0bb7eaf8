// SPDX-License-Identifier: Apache-2.0
// Quantities as people write them: "50 km/h", "1.8 m", "20 min", "90 %", "2 per hour", "20 分钟".
//
//   const QuantityReading speed = read_quantity("50 km/h", Dimension::speed);
//   if (speed.problem == UnitProblem::none) use(Speed::from_si(speed.si));
//   to_text(Duration{5400.0});                       // "90 min"
//
// What `to_text` prints reads back as exactly the same double. No temperatures, no currencies, no prefixes.
#pragma once

#include <chrono>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "engine/base/quantity.hpp"
#include "engine/base/text.hpp"
#include "engine/base/time.hpp"

namespace tocsin {

/// What a written quantity measures. `number` is a bare number (a count, a factor): it takes no unit.
enum class Dimension {
  number,
  share,         ///< 0…1 inside, written in %
  duration,      ///< s
  length,        ///< m
  area,          ///< m2
  volume,        ///< m3
  speed,         ///< m/s
  acceleration,  ///< m/s2
  mass,          ///< kg
  rate,          ///< 1/s, written "per hour"
  flow,          ///< m3/s
  unit_flow,     ///< m2/s: depth times velocity of water
  mass_flow,     ///< kg/s
  density,       ///< 1/m2, written "per km2"
  line_density,  ///< 1/m, written "per km"
};

/// "a length" / "长度".
Phrase dimension_name(Dimension dimension);
/// The units to offer in messages, most usual first: {"m", "km", "cm", "mm"}. Empty for `number`.
std::vector<std::string> unit_names(Dimension dimension);
/// Everything that is accepted, aliases in both languages included; for the JSON Schema.
std::vector<std::string> unit_spellings(Dimension dimension);
/// An example in the dimension ("800 m"); "3" for `number`.
std::string unit_example(Dimension dimension);

enum class UnitProblem {
  none,
  empty,            ///< no text at all
  bad_number,       ///< does not begin with a number we accept
  missing_unit,     ///< "50" where a quantity is expected
  unknown_unit,     ///< "50 km/hr"
  wrong_dimension,  ///< "50 km/h" where a length is expected
};

/// The outcome of reading a quantity.
struct QuantityReading {
  UnitProblem problem = UnitProblem::none;
  double si = 0;                            ///< value in SI units (shares: 0…1); valid when problem is none
  Dimension dimension = Dimension::number;  ///< of the unit found; valid for none and wrong_dimension
  std::string number;                       ///< the number as written
  std::string unit;                         ///< the unit as written
};

/// Reads `text` as a quantity of `wanted`. Blanks between number and unit are optional.
QuantityReading read_quantity(std::string_view text, Dimension wanted);
/// Reads a quantity of whatever dimension its unit has; a bare number is `Dimension::number`.
QuantityReading read_any_quantity(std::string_view text);

/// Reads a plain decimal number ("12", "-0.5", "1e-3"); nullopt for anything else: leading zeros ("010"), separators
/// ("1,234", "1_000"), full-width digits, "inf", "nan", overflow.
std::optional<double> read_number(std::string_view text);

/// Why a number was refused and how to write it ("1,234" → write 1234), or empty when there is nothing to say.
Phrase number_hint(std::string_view text);

/// The unit probably meant by an unknown one ("km/hr" → "km/h"), or "" when nothing is near.
std::string nearest_unit(std::string_view unit, Dimension wanted);

/// A quantity in the unit that needs the fewest digits; reads back as exactly the same double.
std::string quantity_text(double si, Dimension dimension);

/// The dimension of a type that is written with a unit: Duration, Share, Length, Area, …
template <class T>
struct DimensionOf;
template <>
struct DimensionOf<Duration> : std::integral_constant<Dimension, Dimension::duration> {};
template <>
struct DimensionOf<Share> : std::integral_constant<Dimension, Dimension::share> {};
template <>
struct DimensionOf<Quantity<1, 0, 0>> : std::integral_constant<Dimension, Dimension::length> {};
template <>
struct DimensionOf<Quantity<2, 0, 0>> : std::integral_constant<Dimension, Dimension::area> {};
template <>
struct DimensionOf<Quantity<3, 0, 0>> : std::integral_constant<Dimension, Dimension::volume> {};
template <>
struct DimensionOf<Quantity<1, -1, 0>> : std::integral_constant<Dimension, Dimension::speed> {};
template <>
struct DimensionOf<Quantity<1, -2, 0>> : std::integral_constant<Dimension, Dimension::acceleration> {};
template <>
struct DimensionOf<Quantity<0, 0, 1>> : std::integral_constant<Dimension, Dimension::mass> {};
template <>
struct DimensionOf<Quantity<0, -1, 0>> : std::integral_constant<Dimension, Dimension::rate> {};
template <>
struct DimensionOf<Quantity<3, -1, 0>> : std::integral_constant<Dimension, Dimension::flow> {};
template <>
struct DimensionOf<Quantity<2, -1, 0>> : std::integral_constant<Dimension, Dimension::unit_flow> {};
template <>
struct DimensionOf<Quantity<0, -1, 1>> : std::integral_constant<Dimension, Dimension::mass_flow> {};
template <>
struct DimensionOf<Quantity<-2, 0, 0>> : std::integral_constant<Dimension, Dimension::density> {};
template <>
struct DimensionOf<Quantity<-1, 0, 0>> : std::integral_constant<Dimension, Dimension::line_density> {};

/// A type that is written as number and unit.
template <class T>
concept WrittenWithUnit = requires {
  DimensionOf<T>::value;
};

namespace detail {
constexpr double si_of(Duration value) {
  return value.count();
}
constexpr double si_of(Share value) {
  return value.fraction();
}
template <int L, int T, int M>
constexpr double si_of(Quantity<L, T, M> value) {
  return value.si();
}
template <class T>
constexpr T from_si(double si) {
  if constexpr (std::same_as<T, Duration> || std::same_as<T, Share>) {
    return T{si};
  } else {
    return T::from_si(si);
  }
}
}  // namespace detail

/// "800 m", "90 min", "50 km/h", "90 %": see quantity_text.
template <WrittenWithUnit T>
std::string to_text(T value) {
  return quantity_text(detail::si_of(value), DimensionOf<T>::value);
}

}  // namespace tocsin
