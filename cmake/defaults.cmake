# Settings of every build: Release by default, ccache if available, warnings for developers, sanitizers on request.
include(GNUInstallDirs)

if(PROJECT_IS_TOP_LEVEL)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
  endif()
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
  find_program(CLINMETRICS_CCACHE ccache)
  mark_as_advanced(CLINMETRICS_CCACHE)
  if(CLINMETRICS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CLINMETRICS_CCACHE}")
  endif()
endif()

add_library(clinmetrics_warnings INTERFACE)
if(CLINMETRICS_DEVELOPER)
  target_compile_options(clinmetrics_warnings INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>  # gives false warnings for std::optional and std::shared_ptr
    $<$<CXX_COMPILER_ID:Clang,AppleClang>:-Wno-sign-conversion>)  # is part of -Wconversion there alone
endif()

if(CLINMETRICS_SANITIZE)
  add_compile_options(-fsanitize=${CLINMETRICS_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${CLINMETRICS_SANITIZE})
endif()
