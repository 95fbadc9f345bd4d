# Builds oneTBB with the same sanitizer. Without this, ThreadSanitizer reports false races inside oneTBB.
include(FetchContent)
FetchContent_Declare(onetbb
  URL https://deb.debian.org/debian/pool/main/o/onetbb/onetbb_2021.8.0.orig.tar.xz
  URL_HASH SHA256=7e9111b8bb59c8800bf6d0b06afe7b0891937443d2dae1ee1101c8e2ede6a7ef)
set(CMAKE_POLICY_DEFAULT_CMP0077 NEW)  # so that its options take these values
set(TBB_TEST OFF)
set(TBB_STRICT OFF)
set(TBBMALLOC_BUILD OFF)
set(TBB_DISABLE_HWLOC_AUTOMATIC_SEARCH ON)
set(TBB_SANITIZE ${CLINMETRICS_SANITIZE})
FetchContent_MakeAvailable(onetbb)
set_target_properties(tbb PROPERTIES SYSTEM ON)  # no warnings from its headers
