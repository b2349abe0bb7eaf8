// SPDX-License-Identifier: Apache-2.0
// Memory for arrays that are looked at everywhere all the time: begins at a line of the cache, and when it is large, at
// a huge page, which the system is asked for (Linux, madvise(2) MADV_HUGEPAGE). Of a million road segments, finding the
// page of each access costs as much as the access.
//
//   std::vector<Slot, BigAllocator<Slot>> slots;
#pragma once

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace tocsin {

template <class T>
struct BigAllocator {
  using value_type = T;
  static constexpr std::size_t kLine = 64;
  static constexpr std::size_t kHugePage = std::size_t{2} << 20U;

  BigAllocator() = default;
  template <class U>
  explicit BigAllocator(const BigAllocator<U>& /*other*/) {}

  [[nodiscard]] T* allocate(std::size_t count) {
    const bool large = count * sizeof(T) >= 2 * kHugePage;
    const std::size_t unit = large ? kHugePage : kLine;
    const std::size_t bytes = (count * sizeof(T) + unit - 1) / unit * unit;
    void* memory = std::aligned_alloc(unit, bytes);
    if (memory == nullptr) throw std::bad_alloc();
#ifdef MADV_HUGEPAGE
    if (large) madvise(memory, bytes, MADV_HUGEPAGE);  // a wish: without huge pages all is the same, only slower
#endif
    return static_cast<T*>(memory);
  }
  void deallocate(T* memory, std::size_t /*count*/) {
    std::free(memory);
  }
  template <class U>
  bool operator==(const BigAllocator<U>& /*other*/) const {
    return true;
  }
};

}  // namespace tocsin
