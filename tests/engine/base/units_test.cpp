// SPDX-License-Identifier: Apache-2.0
// Reading and writing of quantities: units in both languages, the kinds of mistakes, exact round trips.
#include "engine/base/units.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cstdint>
#include <limits>
#include <random>
#include <set>

namespace tocsin {
namespace {

constexpr std::array kDimensions{
    Dimension::share,     Dimension::duration,  Dimension::length,  Dimension::area,         Dimension::volume,
    Dimension::speed,     Dimension::mass,      Dimension::rate,    Dimension::acceleration, Dimension::flow,
    Dimension::unit_flow, Dimension::mass_flow, Dimension::density, Dimension::line_density,
};

double si(std::string_view text, Dimension dimension) {
  const auto reading = read_quantity(text, dimension);
  EXPECT_EQ(reading.problem, UnitProblem::none) << text;
  return reading.si;
}

TEST(Units, ReadsWhatPeopleWrite) {
  EXPECT_EQ(si("50 km/h", Dimension::speed), 50.0 / 3.6);
  EXPECT_EQ(si("1.8 m", Dimension::length), 1.8);
  EXPECT_EQ(si("0.3 km", Dimension::length), 300.0);
  EXPECT_EQ(si("20 min", Dimension::duration), 1200.0);
  EXPECT_EQ(si("90 %", Dimension::share), 0.9);
  EXPECT_EQ(si("90%", Dimension::share), 0.9);
  EXPECT_EQ(si("3 t", Dimension::mass), 3000.0);
  EXPECT_EQ(si("2 per hour", Dimension::rate), 2.0 / 3600);
  EXPECT_EQ(si("120 L/min", Dimension::flow), 0.002);
  EXPECT_EQ(si("60 mm/h", Dimension::speed), 60.0 / 3.6e6);
  EXPECT_EQ(si("5 km2", Dimension::area), 5e6);
  EXPECT_EQ(si("5 km^2", Dimension::area), 5e6);
  EXPECT_EQ(si("5 km²", Dimension::area), 5e6);
  EXPECT_EQ(si("50 km / h", Dimension::speed), 50.0 / 3.6);
  EXPECT_EQ(si("-2.5e-1 m", Dimension::length), -0.25);
  EXPECT_EQ(si("  7   d ", Dimension::duration), 7 * 86400.0);
}

TEST(Units, ReadsChinese) {
  EXPECT_EQ(si("800 米", Dimension::length), 800.0);
  EXPECT_EQ(si("3 公里", Dimension::length), 3000.0);
  EXPECT_EQ(si("3千米", Dimension::length), 3000.0);
  EXPECT_EQ(si("20 分钟", Dimension::duration), 1200.0);
  EXPECT_EQ(si("2 小时", Dimension::duration), 7200.0);
  EXPECT_EQ(si("30秒", Dimension::duration), 30.0);
  EXPECT_EQ(si("1 天", Dimension::duration), 86400.0);
  EXPECT_EQ(si("2 吨", Dimension::mass), 2000.0);
  EXPECT_EQ(si("2 公斤", Dimension::mass), 2.0);
  EXPECT_EQ(si("40 公里/小时", Dimension::speed), 40.0 / 3.6);
  EXPECT_EQ(si("3　亩", Dimension::area), 2000.0);
  EXPECT_EQ(si("95％", Dimension::share), 0.95);
  EXPECT_EQ(si("6 次/小时", Dimension::rate), 6.0 / 3600);
}

TEST(Units, TellsMistakesApart) {
  const auto problem = [](std::string_view text, Dimension dimension) {
    return read_quantity(text, dimension).problem;
  };
  EXPECT_EQ(problem("", Dimension::length), UnitProblem::empty);
  EXPECT_EQ(problem("   ", Dimension::length), UnitProblem::empty);
  EXPECT_EQ(problem("50", Dimension::length), UnitProblem::missing_unit);
  EXPECT_EQ(problem("0.8 km/hr", Dimension::length), UnitProblem::unknown_unit);
  EXPECT_EQ(problem("50 km/h", Dimension::length), UnitProblem::wrong_dimension);
  EXPECT_EQ(problem("50 m", Dimension::number), UnitProblem::wrong_dimension);
  EXPECT_EQ(problem("50", Dimension::number), UnitProblem::none);
  for (const char* text : {"fast", "m", "010 m", "1,234 m", "1_000 m", "１２ m", ".5 m", "+5 m", "inf m", "nan m",
                           "1e999 m", "--5 m", "5.5.5 m", "09:00", "1e308 km", "0x10 m", "-"}) {
    const auto found = problem(text, Dimension::length);
    EXPECT_TRUE(found == UnitProblem::bad_number ||
                (std::string_view(text) == "0x10 m" && found == UnitProblem::unknown_unit))
        << text;
  }
}

TEST(Units, SaysHowToWriteANumber) {
  EXPECT_EQ(number_hint("1,234").en, "write 1234");
  EXPECT_EQ(number_hint("1,234").zh, "请写成 1234");
  EXPECT_EQ(number_hint("１２．５").en, "write 12.5");
  EXPECT_EQ(number_hint("010").en, "write 10");
  EXPECT_EQ(number_hint(".5 m").en, "write 0.5 m");
  EXPECT_EQ(number_hint("−3").en, "write -3");
  EXPECT_TRUE(number_hint("many").empty());
  EXPECT_TRUE(number_hint("1.2.3").empty());
}

TEST(Units, FindsTheUnitThatWasMeant) {
  EXPECT_EQ(nearest_unit("km/hr", Dimension::speed), "km/h");
  EXPECT_EQ(nearest_unit("KM", Dimension::length), "km");
  EXPECT_EQ(nearest_unit("Min", Dimension::duration), "min");
  EXPECT_EQ(nearest_unit("x", Dimension::length), "");
  EXPECT_EQ(nearest_unit("bananas", Dimension::length), "");
}

TEST(Units, PrintsInASensibleUnit) {
  EXPECT_EQ(to_text(Duration{5400.0}), "90 min");
  EXPECT_EQ(to_text(Duration{3600.0}), "1 h");
  EXPECT_EQ(to_text(Duration{90.0}), "90 s");
  EXPECT_EQ(to_text(Duration{0.0}), "0 s");
  EXPECT_EQ(to_text(Duration{0.1}), "0.1 s");
  EXPECT_EQ(to_text(Length::from_si(800)), "800 m");
  EXPECT_EQ(to_text(Length::from_si(1200)), "1.2 km");
  EXPECT_EQ(to_text(Length::from_si(0.3)), "0.3 m");
  EXPECT_EQ(to_text(50_km_per_h), "50 km/h");
  EXPECT_EQ(to_text(1.1_m_per_s), "1.1 m/s");
  EXPECT_EQ(to_text(Share{0.9}), "90 %");
  EXPECT_EQ(to_text(Share{0.125}), "12.5 %");
  EXPECT_EQ(to_text(Mass::from_si(3000)), "3 t");
  EXPECT_EQ(to_text(Rate::from_si(2.0 / 3600)), "2 per hour");
  EXPECT_EQ(to_text(Area::from_si(20000)), "2 ha");
  EXPECT_EQ(quantity_text(1e6, Dimension::number), "1000000");
  EXPECT_EQ(quantity_text(0.25, Dimension::number), "0.25");
}

// The resolved scenario must give the same bytes when run again: every double survives printing and reading.
TEST(Units, EveryDoubleReadsBackExactly) {
  std::mt19937_64 bits(20261121);
  for (int i = 0; i < 4000; ++i) {
    double value = std::bit_cast<double>(bits());
    if (!std::isfinite(value)) continue;
    if (i % 2 == 0)
      value = std::ldexp(std::frexp(value, std::array<int, 1>{}.data()), static_cast<int>(bits() % 40) - 15);
    for (const auto dimension : kDimensions) {
      const auto text = quantity_text(value, dimension);
      const auto reading = read_quantity(text, dimension);
      // The unit's conversion may leave the range of doubles for values no drill has.
      if (std::abs(value) > 1e290 || std::abs(value) < 1e-290) continue;
      ASSERT_EQ(reading.problem, UnitProblem::none) << text;
      ASSERT_EQ(std::bit_cast<std::uint64_t>(reading.si), std::bit_cast<std::uint64_t>(value)) << text;
    }
    const auto number = read_number(quantity_text(value, Dimension::number));
    ASSERT_TRUE(number.has_value()) << value;
    ASSERT_EQ(*number, value);
  }
}

TEST(Units, RoundNumbersStayRound) {
  for (int i = 1; i <= 300; ++i) {
    for (const auto dimension : kDimensions) {
      for (const auto& unit : unit_names(dimension)) {
        const auto value = si(std::to_string(i) + " " + unit, dimension);
        EXPECT_LE(quantity_text(value, dimension).size(), unit.size() + 9) << i << " " << unit;
      }
    }
  }
}

TEST(Units, SpellingsAreUnique) {
  std::set<std::string> seen;
  for (const auto dimension : kDimensions) {
    for (const auto& spelling : unit_spellings(dimension)) {
      EXPECT_TRUE(seen.insert(spelling).second) << spelling;
      EXPECT_EQ(read_quantity("3 " + spelling, dimension).problem, UnitProblem::none) << spelling;
    }
    EXPECT_EQ(read_quantity(unit_example(dimension), dimension).problem, UnitProblem::none);
    EXPECT_FALSE(dimension_name(dimension).zh.empty());
  }
}

TEST(Units, WhatIsNotFiniteHasNoText) {
  EXPECT_EQ(to_text(Duration{std::numeric_limits<double>::infinity()}), "");
  EXPECT_EQ(quantity_text(std::numeric_limits<double>::quiet_NaN(), Dimension::number), "");
}

}  // namespace
}  // namespace tocsin
