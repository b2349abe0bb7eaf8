// SPDX-License-Identifier: Apache-2.0
// Syllables that occur in many place names of the mountains, combined.
#include "engine/town/place_names.hpp"

#include <array>
#include <numeric>
#include <string_view>
#include <utility>

#include "engine/random/stream.hpp"

namespace tocsin {
namespace {

using Syllable = std::pair<std::string_view, std::string_view>;  // characters, pinyin
constexpr std::array<Syllable, 28> kFirst{
    {{"石", "Shi"},  {"白", "Bai"},  {"青", "Qing"},  {"龙", "Long"},  {"云", "Yun"},  {"双", "Shuang"},
     {"大", "Da"},   {"小", "Xiao"}, {"黄", "Huang"}, {"清", "Qing"},  {"天", "Tian"}, {"高", "Gao"},
     {"金", "Jin"},  {"银", "Yin"},  {"三", "San"},   {"长", "Chang"}, {"红", "Hong"}, {"竹", "Zhu"},
     {"松", "Song"}, {"柏", "Bai"},  {"桃", "Tao"},   {"梨", "Li"},    {"马", "Ma"},   {"凤", "Feng"},
     {"平", "Ping"}, {"新", "Xin"},  {"太", "Tai"},   {"永", "Yong"}}};
constexpr std::array<Syllable, 28> kSecond{
    {{"溪", "xi"},   {"坝", "ba"},   {"坪", "ping"}, {"湾", "wan"},   {"坡", "po"},   {"沟", "gou"},  {"岩", "yan"},
     {"桥", "qiao"}, {"河", "he"},   {"山", "shan"}, {"林", "lin"},   {"泉", "quan"}, {"塘", "tang"}, {"坳", "ao"},
     {"岭", "ling"}, {"洞", "dong"}, {"田", "tian"}, {"场", "chang"}, {"滩", "tan"},  {"口", "kou"},  {"屋", "wu"},
     {"井", "jing"}, {"寨", "zhai"}, {"园", "yuan"}, {"峰", "feng"},  {"庙", "miao"}, {"渡", "du"},   {"潭", "tan"}}};
constexpr std::array<Syllable, 9> kPart{{{"", ""},
                                         {"上", "Upper "},
                                         {"下", "Lower "},
                                         {"东", "East "},
                                         {"西", "West "},
                                         {"南", "South "},
                                         {"北", "North "},
                                         {"前", "Front "},
                                         {"后", "Rear "}}};

}  // namespace

PlaceNames::PlaceNames(std::uint64_t seed) : order_(kFirst.size() * kSecond.size()) {
  static constexpr Purpose kNames{"generate.names"};
  RandomStream stream(seed, 0, kNames);
  std::iota(order_.begin(), order_.end(), 0U);
  for (std::size_t left = order_.size(); left > 1; --left) {  // Fisher and Yates
    const auto pick = static_cast<std::size_t>(stream.uniform() * static_cast<double>(left));
    std::swap(order_[left - 1], order_[pick]);
  }
}

Phrase PlaceNames::next() {
  const std::size_t round = used_ / order_.size();
  const std::uint32_t index = order_[used_ % order_.size()];
  ++used_;
  const Syllable& first = kFirst[index % kFirst.size()];
  const Syllable& second = kSecond[index / kFirst.size()];
  const Syllable& part = kPart[round % kPart.size()];
  // Pinyin alone is not unique (青溪, 清溪): the Chinese name and the id are. Beyond all parts a number keeps it so.
  const std::size_t turn = round / kPart.size();
  const std::string number = turn == 0 ? std::string() : fmt::format("{}", turn + 1);
  return {fmt::format("{}{}{}{}", part.second, first.second, second.second, number),
          fmt::format("{}{}{}{}", part.first, first.first, second.first, number)};
}

}  // namespace tocsin
