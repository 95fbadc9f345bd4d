// SPDX-License-Identifier: Apache-2.0
// Reads a DLPack capsule of a device array and returns its description in the form of __cuda_array_interface__. The structures are DLPack's
// ABI.
#pragma once
#include <pybind11/pybind11.h>

#include <cstdint>
#include <string>

#include "clinmetrics/version.hpp"

namespace CLINMETRICS_NAMESPACE::bindings {

struct dlpack_array {
  void* data;
  std::int32_t device_type, device_number;
  std::int32_t n_dimensions;
  std::uint8_t type_code, bits;
  std::uint16_t lanes;
  std::int64_t* shape;
  std::int64_t* strides;  ///< in elements; null: C order
  std::uint64_t byte_offset;
};

/// Shape, typestr, strides and data; throws ValueError unless it is an array of ordinary numbers in the memory of a CUDA device. The
/// capsule owns the memory and releases it when it is destroyed.
inline pybind11::dict layout_of_dlpack(pybind11::capsule const& given) {
  namespace py = pybind11;
  constexpr std::int32_t cuda = 2, cuda_managed = 13;
  constexpr std::uint8_t integer = 0, unsigned_integer = 1, real = 2, boolean = 6;
  if (!given.name() || std::string(given.name()) != "dltensor")
    throw py::value_error("this is not a DLPack capsule, or it was already used");
  auto const& array = *static_cast<dlpack_array const*>(given.get_pointer());  // the first member of the capsule's contents
  char const kind = array.type_code == integer ? 'i' : array.type_code == unsigned_integer ? 'u' : array.type_code == real ? 'f' : 'b';
  bool const is_number =
      array.type_code == integer || array.type_code == unsigned_integer || array.type_code == real || array.type_code == boolean;
  if ((array.device_type != cuda && array.device_type != cuda_managed) || !is_number || array.lanes != 1 || array.bits % 8 != 0)
    throw py::value_error("the capsule does not contain plain numbers in the memory of a CUDA device");
  auto const item = static_cast<std::int64_t>(array.bits / 8);
  py::tuple shape(array.n_dimensions), strides(array.n_dimensions);
  for (std::int32_t i = 0; i < array.n_dimensions; ++i) {
    shape[static_cast<std::size_t>(i)] = array.shape[i];
    if (array.strides) strides[static_cast<std::size_t>(i)] = array.strides[i] * item;
  }
  py::dict about;
  about["shape"] = shape;
  about["typestr"] = std::string(item == 1 ? "|" : "<") + kind + std::to_string(item);
  about["strides"] = array.strides ? py::object(strides) : py::none();
  about["data"] = py::make_tuple(reinterpret_cast<std::uintptr_t>(array.data) + array.byte_offset, true);
  return about;
}

}  // namespace CLINMETRICS_NAMESPACE::bindings
