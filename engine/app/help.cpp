// SPDX-License-Identifier: Apache-2.0
#include "engine/app/help.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <regex>

#include "engine/input/cells.hpp"

namespace tocsin::app {
namespace {

constexpr std::size_t kLeft = 32;    // cells of the column with names
constexpr std::size_t kWidth = 100;  // cells of a line

// A name on the left, its description wrapped on the right.
std::string two_columns(const std::string& name, const std::string& description) {
  std::string text = "  " + name;
  const auto taken = cell_count(text);
  const std::string margin(kLeft, ' ');
  text += taken + 2 > kLeft ? "\n" + margin : std::string(kLeft - taken, ' ');
  bool first = true;
  for (const auto& line : wrapped(description, kWidth - kLeft)) {
    text += (first ? "" : margin) + line + "\n";
    first = false;
  }
  return text;
}

class HelpLayout final : public CLI::Formatter {
 public:
  explicit HelpLayout(Language language) : language_(language) {
    if (language != Language::zh) return;
    label("Usage", "用法");
    label("OPTIONS", "选项");
    label("SUBCOMMAND", "命令");
    label("Positionals", "参数");
  }
  std::string make_help(const CLI::App* app, std::string name, CLI::AppFormatMode mode) const override {
    const auto text = CLI::Formatter::make_help(app, std::move(name), mode);
    if (language_ != Language::zh) return text;
    return std::regex_replace(text, std::regex("(^|\\n)(用法|参数|选项|命令):"), "$1$2：");
  }
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return two_columns(make_option_name(option, is_positional) + make_option_opts(option), option->get_description());
  }
  // The placeholder is ours ("N", "DIR"): CLI11 would show types of the program ("UINT:INT in [1 - 1024]").
  std::string make_option_opts(const CLI::Option* option) const override {
    const auto& placeholder = option->get_option_text();
    std::string text = placeholder.empty() || option->get_type_size() == 0 ? "" : " " + placeholder;
    if (option->get_required() && option->nonpositional())
      text += language_ == Language::zh ? "（必需）" : " (required)";
    return text;
  }
  std::string make_subcommand(const CLI::App* sub) const override {
    return two_columns(sub->get_name(), sub->get_description());
  }

 private:
  Language language_;
};

const CLI::App& deepest(const CLI::App& parser) {
  const CLI::App* at = &parser;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  return *at;
}

std::vector<std::string> commands_of(const CLI::App& parser) {
  std::vector<std::string> names;
  for (const auto* command : parser.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

std::vector<std::string> options_of(const CLI::App& parser) {
  std::vector<std::string> names;
  for (const auto* option : parser.get_options()) {
    for (const auto& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

void add_nearest(const std::string& word, const std::vector<std::string>& names, std::vector<Phrase>& lines) {
  const auto nearest = nearest_name(word, names);
  if (!nearest.empty()) lines.push_back(phrase("did you mean '{}'?", "是否指“{}”？", nearest));
}

// No command, or one that is none.
std::vector<Phrase> about_commands(const CLI::App& at, const std::vector<std::string>& words) {
  std::vector<Phrase> lines;
  const auto names = commands_of(at);
  if (words.empty()) {
    lines.emplace_back(Phrase{"a command is missing", "缺少命令"});
  } else if (words.front().starts_with('-')) {
    lines.push_back(phrase("unknown option '{}'", "未知的选项“{}”", words.front()));
    add_nearest(words.front(), options_of(at), lines);
  } else {
    lines.push_back(phrase("unknown command '{}'", "未知的命令“{}”", words.front()));
    add_nearest(words.front(), names, lines);
  }
  lines.push_back({"commands: " + join(names), "可用命令：" + join(names, "、")});
  return lines;
}

// CLI11 tells values that do not fit in words of its own.
Phrase about_value(const std::string& what) {
  std::smatch found;
  static const std::regex range_shape(R"((.+): Value (.*) not in range (\S+) to (\S+))");
  if (std::regex_match(what, found, range_shape)) {
    return phrase("{}: '{}' is not between {} and {}", "{}：“{}”不在 {} 至 {} 之间", found[1].str(), found[2].str(),
                  found[3].str(), found[4].str());
  }
  static const std::regex member_shape(R"((.+): (.*) not in \{(.+)\})");
  if (std::regex_match(what, found, member_shape)) {
    return phrase("{}: '{}' is none of: {}", "{}：“{}”不在可用值之内：{}", found[1].str(), found[2].str(),
                  found[3].str());
  }
  static const std::regex conversion_shape(R"(Could not convert: (\S+) = (.*))");
  if (std::regex_match(what, found, conversion_shape)) {
    return phrase("{}: '{}' is not a number that fits", "{}：“{}”不是合适的数值", found[1].str(), found[2].str());
  }
  static const std::regex missing_shape(R"((\S+): 1 required .* missing)");
  if (std::regex_match(what, found, missing_shape)) {
    return phrase("{} needs a value", "{} 需要一个值", found[1].str());
  }
  static const std::regex required_shape(R"((.+) is required)");
  if (std::regex_match(what, found, required_shape)) return phrase("{} is missing", "缺少 {}", found[1].str());
  return {what, "命令行有误：" + what};
}

}  // namespace

std::shared_ptr<CLI::FormatterBase> help_layout(Language language) {
  return std::make_shared<HelpLayout>(language);
}

std::vector<Phrase> complaints_about(const CLI::ParseError& error, const CLI::App& parser) {
  const auto& at = deepest(parser);
  const auto words = at.remaining();
  const bool wants_command = at.get_require_subcommand_min() > 0;
  if (wants_command) return about_commands(at, words);
  std::vector<Phrase> lines;
  // CLI11 gives the words in no useful order: an option comes before what may be its value.
  if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !words.empty()) {
    const auto option = std::find_if(words.begin(), words.end(), [](const auto& w) { return w.starts_with('-'); });
    const auto& word = option != words.end() ? *option : words.back();
    lines.push_back(word.starts_with('-') ? phrase("unknown option '{}'", "未知的选项“{}”", word)
                                          : phrase("'{}' is one argument too many", "多余的参数“{}”", word));
    if (word.starts_with('-')) add_nearest(word, options_of(at), lines);
  } else {
    lines.push_back(about_value(error.what()));
  }
  return lines;
}

Language language_of_arguments(int argc, const char* const* argv, Language otherwise) {
  constexpr std::string_view kOption = "--language";
  auto language = otherwise;
  for (int i = 1; i < argc; ++i) {
    std::string_view word = argv[i];
    std::string_view value;
    if (word == kOption && i + 1 < argc) value = argv[i + 1];
    if (word.starts_with("--language=")) value = word.substr(kOption.size() + 1);
    if (value == "zh") language = Language::zh;
    if (value == "en") language = Language::en;
  }
  return language;
}

}  // namespace tocsin::app
