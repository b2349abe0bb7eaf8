// SPDX-License-Identifier: Apache-2.0
#include "engine/base/system_reason.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace tocsin {
namespace {

struct Reason {
  int number;
  std::string_view zh;
};

// What reading and writing files meet with; the English words are the system's own.
constexpr std::array<Reason, 19> kReasons{{{ENOSPC, "磁盘空间不足"},
                                           {EDQUOT, "超出磁盘配额"},
                                           {EFBIG, "文件过大"},
                                           {EACCES, "没有权限"},
                                           {EPERM, "操作不被允许"},
                                           {EROFS, "文件系统为只读"},
                                           {ENOENT, "文件或文件夹不存在"},
                                           {ENOTDIR, "路径中有一部分不是文件夹"},
                                           {EISDIR, "该路径是一个文件夹"},
                                           {EEXIST, "文件已存在"},
                                           {ENOTEMPTY, "文件夹不为空"},
                                           {EIO, "输入/输出错误"},
                                           {ENAMETOOLONG, "文件名过长"},
                                           {EMFILE, "打开的文件过多"},
                                           {ENFILE, "系统中打开的文件过多"},
                                           {ENOMEM, "内存不足"},
                                           {EAGAIN, "资源暂时不可用"},
                                           {EBUSY, "设备或资源忙"},
                                           {ELOOP, "符号链接层数过多"}}};

}  // namespace

Phrase reason_of(int error_number) {
  Phrase reason{std::generic_category().message(error_number), {}};
  const auto* const known = std::find_if(kReasons.begin(), kReasons.end(),
                                         [error_number](const Reason& r) { return r.number == error_number; });
  reason.zh = known == kReasons.end() ? reason.en : std::string(known->zh);
  return reason;
}

Phrase reason_of(const std::error_code& error) {
  if (error.category() == std::generic_category() || error.category() == std::system_category()) {
    return reason_of(error.value());
  }
  return {error.message(), error.message()};
}

}  // namespace tocsin
