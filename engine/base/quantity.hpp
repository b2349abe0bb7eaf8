// SPDX-License-Identifier: Apache-2.0
// Physical quantities with dimensions checked by the compiler: 1.5_km / 50_km_per_h is a Duration.
// Values are SI inside (m, s, kg). No implicit conversion from or to double; `.si()` is the only way out and belongs
// where formulas are evaluated. Time spans are std::chrono (engine/base/time.hpp) and mix with quantities.
#pragma once

#include <compare>

#include "engine/base/time.hpp"

namespace tocsin {

/// A value of dimension length^L * time^T * mass^M, stored in SI units.
template <int L, int T, int M>
class Quantity {
 public:
  constexpr Quantity() = default;
  /// The quantity of `value` SI units (meters, m/s, kg, …).
  static constexpr Quantity from_si(double value) { return Quantity(value); }
  /// The value in SI units.
  [[nodiscard]] constexpr double si() const { return value_; }

  constexpr auto operator<=>(const Quantity&) const = default;
  constexpr Quantity operator-() const { return Quantity(-value_); }
  constexpr Quantity& operator+=(Quantity o) { return value_ += o.value_, *this; }
  constexpr Quantity& operator-=(Quantity o) { return value_ -= o.value_, *this; }
  friend constexpr Quantity operator+(Quantity a, Quantity b) { return Quantity(a.value_ + b.value_); }
  friend constexpr Quantity operator-(Quantity a, Quantity b) { return Quantity(a.value_ - b.value_); }
  friend constexpr Quantity operator*(Quantity a, double k) { return Quantity(a.value_ * k); }
  friend constexpr Quantity operator*(double k, Quantity a) { return Quantity(a.value_ * k); }
  friend constexpr Quantity operator/(Quantity a, double k) { return Quantity(a.value_ / k); }

 private:
  constexpr explicit Quantity(double value) : value_(value) {}
  double value_ = 0;
};

using Length = Quantity<1, 0, 0>;
using Area = Quantity<2, 0, 0>;
using Volume = Quantity<3, 0, 0>;
using Speed = Quantity<1, -1, 0>;
using Mass = Quantity<0, 0, 1>;
/// Happenings per time (1/s inside; written "per hour", "per min").
using Rate = Quantity<0, -1, 0>;

namespace detail {
template <int L, int T, int M>
struct QuantityOrPlain {
  using type = Quantity<L, T, M>;
};
template <>
struct QuantityOrPlain<0, 0, 0> {
  using type = double;
};
template <>
struct QuantityOrPlain<0, 1, 0> {
  using type = Duration;
};
template <int L, int T, int M>
constexpr typename QuantityOrPlain<L, T, M>::type make(double si) {
  if constexpr (L == 0 && T == 0 && M == 0) {
    return si;
  } else if constexpr (L == 0 && T == 1 && M == 0) {
    return Duration{si};
  } else {
    return Quantity<L, T, M>::from_si(si);
  }
}
}  // namespace detail

template <int L, int T, int M, int L2, int T2, int M2>
constexpr auto operator*(Quantity<L, T, M> a, Quantity<L2, T2, M2> b) {
  return detail::make<L + L2, T + T2, M + M2>(a.si() * b.si());
}
template <int L, int T, int M, int L2, int T2, int M2>
constexpr auto operator/(Quantity<L, T, M> a, Quantity<L2, T2, M2> b) {
  return detail::make<L - L2, T - T2, M - M2>(a.si() / b.si());
}
template <int L, int T, int M>
constexpr auto operator*(Quantity<L, T, M> a, Duration d) {
  return detail::make<L, T + 1, M>(a.si() * d.count());
}
template <int L, int T, int M>
constexpr auto operator*(Duration d, Quantity<L, T, M> a) {
  return a * d;
}
template <int L, int T, int M>
constexpr auto operator/(Quantity<L, T, M> a, Duration d) {
  return detail::make<L, T - 1, M>(a.si() / d.count());
}

/// A part of a whole, 0…1; written "90 %".
class Share {
 public:
  constexpr Share() = default;
  constexpr explicit Share(double fraction) : fraction_(fraction) {}
  [[nodiscard]] constexpr double fraction() const { return fraction_; }
  constexpr auto operator<=>(const Share&) const = default;

 private:
  double fraction_ = 0;
};

// NOLINTBEGIN(google-runtime-int)
constexpr Length operator""_m(long double v) {
  return Length::from_si(static_cast<double>(v));
}
constexpr Length operator""_m(unsigned long long v) {
  return Length::from_si(static_cast<double>(v));
}
constexpr Length operator""_km(long double v) {
  return Length::from_si(static_cast<double>(v) * 1000.0);
}
constexpr Length operator""_km(unsigned long long v) {
  return Length::from_si(static_cast<double>(v) * 1000.0);
}
constexpr Speed operator""_m_per_s(long double v) {
  return Speed::from_si(static_cast<double>(v));
}
constexpr Speed operator""_m_per_s(unsigned long long v) {
  return Speed::from_si(static_cast<double>(v));
}
constexpr Speed operator""_km_per_h(long double v) {
  return Speed::from_si(static_cast<double>(v) / 3.6);
}
constexpr Speed operator""_km_per_h(unsigned long long v) {
  return Speed::from_si(static_cast<double>(v) / 3.6);
}
constexpr Share operator""_percent(long double v) {
  return Share(static_cast<double>(v) / 100.0);
}
constexpr Share operator""_percent(unsigned long long v) {
  return Share(static_cast<double>(v) / 100.0);
}
// NOLINTEND(google-runtime-int)

}  // namespace tocsin
