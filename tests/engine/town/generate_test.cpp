// SPDX-License-Identifier: Apache-2.0
#include "engine/town/generate.hpp"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <numeric>

#include "tests/engine/town/town_support.hpp"

namespace tocsin::test {
namespace {

TownGenerationParameters parameters() {
  return defaults<TownGenerationParameters>("town.generation");
}

/// All files of a folder by name.
std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    files[entry.path().filename().string()] = file_text(entry.path());
  }
  return files;
}

struct Size {
  int townships;
  std::uint64_t population;
};

class GeneratedTowns : public testing::TestWithParam<Size> {};

TEST_P(GeneratedTowns, AreReadBackWithoutAWarning) {
  const Scratch scratch;
  const auto folder = scratch.path() / "town";
  const GenerateOptions options{.seed = 11, .townships = GetParam().townships, .population = GetParam().population};
  const GeneratedTown made = generate_town(options, parameters(), folder);
  Diagnostics diagnostics;
  const auto town = read_town(folder, reader_options(), diagnostics);
  EXPECT_EQ(summary_of(diagnostics), "");
  ASSERT_TRUE(town.has_value());
  EXPECT_EQ(town->resident_count(), options.population);
  EXPECT_EQ(made.residents, options.population);
  EXPECT_EQ(town->population.size(), made.households);
  EXPECT_EQ(town->townships.size(), static_cast<std::size_t>(options.townships));
  EXPECT_GE(town->shelters.size(), town->townships.size());
  EXPECT_FALSE(town->hazard_points.empty());
  EXPECT_FALSE(town->rivers.empty());
  EXPECT_FALSE(town->teams.empty());
}

INSTANTIATE_TEST_SUITE_P(Sizes, GeneratedTowns,
                         testing::Values(Size{1, 20}, Size{1, 200}, Size{2, 40}, Size{3, 20'000}, Size{8, 100'000},
                                         Size{26, 350'000}),
                         [](const auto& size) {
                           return fmt::format("{}townships{}residents", size.param.townships, size.param.population);
                         });

TEST(GenerateTown, SameSeedSameBytesOtherSeedOtherTown) {
  const Scratch scratch;
  const GenerateOptions options{.seed = 5, .townships = 4, .population = 12'000};
  generate_town(options, parameters(), scratch.path() / "a");
  generate_town(options, parameters(), scratch.path() / "b");
  EXPECT_EQ(contents(scratch.path() / "a"), contents(scratch.path() / "b"));
  GenerateOptions other = options;
  other.seed = 6;
  generate_town(other, parameters(), scratch.path() / "c");
  EXPECT_NE(file_text(scratch.path() / "a/junctions.csv"), file_text(scratch.path() / "c/junctions.csv"));
}

TEST(GenerateTown, RoadsAreNoSteeperThanAllowedAndHangTogether) {
  const Scratch scratch;
  const auto p = parameters();
  generate_town({.seed = 3, .townships = 9, .population = 60'000}, p, scratch.path() / "town");
  const Town town = read_town(scratch.path() / "town", reader_options());
  int bridges = 0;
  for (std::size_t s = 0; s < town.roads.segment_count(); ++s) {
    const SegmentId id(s);
    EXPECT_LE(std::abs(town.roads.slope(id)), p.steepest_village_road.fraction() + 1e-4) << town.roads.road(id);
    bridges += town.roads.bridge(id) ? 1 : 0;
  }
  EXPECT_GT(bridges, 0);
  const auto pieces = town.roads.connected_pieces(TravelMode::car);
  EXPECT_EQ(std::accumulate(pieces.begin(), pieces.end(), 0U), 0U);  // all in piece 0
}

TEST(GenerateTown, FiguresFollowTheParameters) {
  const Scratch scratch;
  const auto p = parameters();
  generate_town({.seed = 4, .townships = 10, .population = 150'000}, p, scratch.path() / "town");
  const Town town = read_town(scratch.path() / "town", reader_options());
  EXPECT_NEAR(150'000.0 / static_cast<double>(town.population.size()), p.persons_per_household, 0.05);
  double threatened = 0;
  for (const HazardPoint& point : town.hazard_points) threatened += point.threatened_residents;
  EXPECT_NEAR(threatened / 150'000.0, p.threatened.fraction(), 0.005);
  double places = 0;
  for (const Shelter& shelter : town.shelters) places += shelter.capacity_persons;
  EXPECT_NEAR(places / threatened, p.shelter_places.fraction(), 0.02);
  // Rivers run downhill.
  for (const River& river : town.rivers) {
    for (std::size_t i = 1; i < river.points.size(); ++i) {
      EXPECT_LE(river.points[i].bed_elevation_m, river.points[i - 1].bed_elevation_m + 1e-3F) << river.id;
    }
  }
}

TEST(GenerateTown, FlashFloodPointsLieAtARiver) {
  const Scratch scratch;
  int points = 0;
  for (const std::uint64_t seed : {1, 2, 3}) {
    generate_town({.seed = seed, .townships = 6, .population = 60'000, .overwrite = true}, parameters(),
                  scratch.path() / "town");
    const Town town = read_town(scratch.path() / "town", reader_options());
    for (const HazardPoint& point : town.hazard_points) {
      if (point.kind != "flash_flood") continue;
      ++points;
      double nearest = 1e9;
      for (const River& river : town.rivers) {
        for (std::size_t i = 1; i < river.points.size(); ++i) {
          const auto& [ax, ay, az, ac, ab] = river.points[i - 1];
          const auto& [bx, by, bz, bc, bb] = river.points[i];
          const float dx = bx - ax;
          const float dy = by - ay;
          const float t = std::clamp(
              ((point.place.x_m - ax) * dx + (point.place.y_m - ay) * dy) / std::max(dx * dx + dy * dy, 1e-6F), 0.0F,
              1.0F);
          nearest = std::min<double>(nearest, std::hypot(point.place.x_m - ax - t * dx, point.place.y_m - ay - t * dy));
        }
      }
      EXPECT_LT(nearest, 1.0) << point.id;  // cells have one decimal
    }
  }
  EXPECT_GT(points, 10);
}

TEST(GenerateTown, OverwritingKeepsWhatIsNoTable) {
  const Scratch scratch;
  const auto town = scratch.path() / "town";
  generate_town({.townships = 1, .population = 100}, parameters(), town);
  write_text(town / "my-drill.yaml", "tocsin: 1\n");
  fs::create_directories(town / "runs");
  write_text(town / "runs/report.html", "mine");
  write_text(town / "depots.csv", "an old table");
  generate_town({.townships = 1, .population = 120, .overwrite = true}, parameters(), town);
  EXPECT_EQ(file_text(town / "my-drill.yaml"), "tocsin: 1\n");
  EXPECT_EQ(file_text(town / "runs/report.html"), "mine");
  EXPECT_NE(file_text(town / "depots.csv"), "an old table");
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), {}), 1);  // nothing of the old one is left over
}

TEST(GenerateTown, RefusesFiguresOutOfRangeAndAFolderThatExists) {
  const Scratch scratch;
  const auto code_of = [&](const GenerateOptions& options, const fs::path& folder) -> std::string {
    try {
      generate_town(options, parameters(), folder);
    } catch (const InputError& error) {
      return error.diagnostics().front().code;
    }
    return "";
  };
  EXPECT_EQ(code_of({.townships = 0}, scratch.path() / "a"), "out-of-range");
  EXPECT_EQ(code_of({.townships = 5, .population = 99}, scratch.path() / "a"), "out-of-range");
  EXPECT_EQ(code_of({.townships = 1, .population = 6'000'000}, scratch.path() / "a"), "out-of-range");
  EXPECT_FALSE(fs::exists(scratch.path() / "a"));
  fs::create_directories(scratch.path() / "b");
  write_text(scratch.path() / "b/mine.txt", "keep me");
  EXPECT_EQ(code_of({.townships = 1, .population = 100}, scratch.path() / "b"), "folder-exists");
  // Even --force replaces only town packages.
  EXPECT_EQ(code_of({.townships = 1, .population = 100, .overwrite = true}, scratch.path() / "b"), "folder-exists");
  EXPECT_EQ(file_text(scratch.path() / "b/mine.txt"), "keep me");
  EXPECT_EQ(code_of({.townships = 1, .population = 100}, scratch.path() / "c"), "");
  EXPECT_EQ(code_of({.townships = 1, .population = 100}, scratch.path() / "c"), "folder-exists");
  EXPECT_EQ(code_of({.townships = 1, .population = 120, .overwrite = true}, scratch.path() / "c"), "");
  EXPECT_EQ(read_town(scratch.path() / "c", reader_options()).resident_count(), 120U);
}

TEST(GenerateTown, LeavesNothingBehindWhenItCannotWrite) {
  const Scratch scratch;
  const auto code = [&](const fs::path& folder) -> std::string {
    try {
      generate_town({.townships = 1, .population = 2000}, parameters(), folder);
    } catch (const InputError& error) {
      return error.diagnostics().front().code;
    }
    return "";
  };
  // A file where the parent folder should be.
  write_text(scratch.path() / "file", "x");
  EXPECT_EQ(code(scratch.path() / "file" / "town"), "cannot-write");
  // A disk that takes no more than 2000 bytes of a file.
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  getrlimit(RLIMIT_FSIZE, &limit);
  rlimit small = limit;
  small.rlim_cur = 2000;
  setrlimit(RLIMIT_FSIZE, &small);
  const std::string full = code(scratch.path() / "town");
  setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, before);
  EXPECT_EQ(full, "cannot-write");
  EXPECT_EQ(std::distance(fs::directory_iterator(scratch.path()), {}), 1);  // the file alone
}

}  // namespace
}  // namespace tocsin::test
