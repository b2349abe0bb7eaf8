// SPDX-License-Identifier: Apache-2.0
// A value that remembers where it was written, for checks that compare it with others later.
//
//   Placed<Length> width;                              // fields.required("width", width, …).more_than(0_m);
//   if (width.value < least) diagnostics.error(width.where, …);
//
// It reads, writes and describes as the value itself. Without a key in the file the place has no line.
#pragma once

#include "engine/input/fields.hpp"

namespace tocsin {

template <class T>
struct Placed {
  T value{};
  SourceSpan where{};
};

template <class T>
struct FieldCodec<Placed<T>> {
  static FieldType type(const Placed<T>& placed) { return FieldCodec<T>::type(placed.value); }
  static bool read(const Node& node, Placed<T>& placed, ValueReader& reader) {
    if (!FieldCodec<T>::read(node, placed.value, reader)) return false;
    placed.where = node.where;
    return true;
  }
  static Node write(const Placed<T>& placed) { return FieldCodec<T>::write(placed.value); }
};

}  // namespace tocsin
