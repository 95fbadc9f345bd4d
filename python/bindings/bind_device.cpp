// SPDX-License-Identifier: Apache-2.0
// Arrays on a device: their addresses, and copies of them.
#include "arguments.hpp"
#include "clinmetrics/engine/backend.hpp"
#include "dlpack.hpp"
#include "interpreter.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {
namespace {

/// Copies into `to`, an array of bytes.
bool fetch(std::uintptr_t from, std::uint64_t stream, py::array const& to) {
  if (to.dtype().kind() != 'u' || to.itemsize() != 1 || to.ndim() != 1 || !to.writeable() || !(to.flags() & py::array::c_style))
    throw py::type_error("`to` of fetch_from_device() must be a writable array of contiguous bytes");
  auto* const bytes = const_cast<void*>(to.data());
  bool is_here = false;
  without_lock(
      [&] { is_here = fetch_from_device(reinterpret_cast<void const*>(from), static_cast<std::size_t>(to.size()), stream, bytes); });
  return is_here;
}

}  // namespace

void bind_device(py::module_& m) {
  def(m, "layout_of_dlpack", {"capsule"}, &layout_of_dlpack);
  def(m, "fetch_from_device", {"pointer", "stream", "to"}, &fetch);
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
