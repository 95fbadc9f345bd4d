// SPDX-License-Identifier: Apache-2.0
// Opens two libraries so that each may see the symbols of the other, and prints what each finds in its own version of clinmetrics.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

int main(int n, char** files) {
  void* library[2] = {};
  for (int i = 0; i < n - 1 && i < 2; ++i) {
    library[i] = dlopen(files[i + 1], RTLD_NOW | RTLD_GLOBAL);
    if (!library[i]) return std::fprintf(stderr, "%s\n", dlerror()), EXIT_FAILURE;
  }
  for (auto* l : library) {
    auto const number = [&](char const* name) { return reinterpret_cast<double (*)()>(dlsym(l, name))(); };
    auto const* const version = reinterpret_cast<char const* (*)()>(dlsym(l, "version"))();
    std::printf("%s: beta %g, F %.4f\n", version, number("default_beta"), number("f_of_one_in_three"));
  }
}
