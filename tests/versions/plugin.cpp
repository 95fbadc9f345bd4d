// SPDX-License-Identifier: Apache-2.0
// What somebody's shared library finds in its own version of clinmetrics. The pointers are volatile, so that the tables are read where
// they are.
#include <clinmetrics/metric/binary/f_beta.hpp>
#include <clinmetrics/version.hpp>

namespace cm = clinmetrics;

namespace {
double beta() {
  cm::parameter const* const volatile parameters = cm::f_beta::parameters.data();
  return parameters[0].standard;
}
}  // namespace

extern "C" {
double default_beta() { return beta(); }
double f_of_one_in_three() { return cm::f_beta{.beta = beta()}.of({1, 2, 0, 0}).number; }
char const* version() {
  char const* const volatile* const text = &cm::version;
  return *text;
}
}
