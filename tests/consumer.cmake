# The outside project of tests/consumer, built and run in each way that users have: an installed package and add_subdirectory (there as a
# shared library), and each of the two with the headers alone, where no other library can be found.
set(prefix "${CMAKE_CURRENT_BINARY_DIR}/consumer/prefix")
add_test(NAME consumer.install COMMAND "${CMAKE_COMMAND}" --install "${PROJECT_BINARY_DIR}" --prefix "${prefix}")
set_tests_properties(consumer.install PROPERTIES FIXTURES_SETUP installed)

function(add_consumer name)
  add_test(NAME consumer.${name} COMMAND "${CMAKE_CTEST_COMMAND}" --build-and-test
    "${CMAKE_CURRENT_SOURCE_DIR}/consumer" "${CMAKE_CURRENT_BINARY_DIR}/consumer/${name}" --build-noclean --build-generator "${CMAKE_GENERATOR}"
    --build-options "-DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER}" ${ARGN}
    --test-command "${CMAKE_CTEST_COMMAND}" --output-on-failure --no-tests=error)
  set_tests_properties(consumer.${name} PROPERTIES FIXTURES_REQUIRED installed PROCESSORS 2 TIMEOUT 1200)
endfunction()

set(headers_alone --no-warn-unused-cli -DHEADERS_ONLY=ON -DCMAKE_DISABLE_FIND_PACKAGE_TBB=ON -DCMAKE_DISABLE_FIND_PACKAGE_Boost=ON
  -DCMAKE_DISABLE_FIND_PACKAGE_Eigen3=ON -DCMAKE_DISABLE_FIND_PACKAGE_hwy=ON)
add_consumer(package "-DCMAKE_PREFIX_PATH=${prefix}")
add_consumer(package_headers "-DCMAKE_PREFIX_PATH=${prefix}" ${headers_alone})
add_consumer(subdirectory "-DCLINMETRICS_SOURCE=${PROJECT_SOURCE_DIR}" -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=Debug)
set_tests_properties(consumer.subdirectory PROPERTIES LABELS long)  # compiles the library again
add_consumer(subdirectory_headers "-DCLINMETRICS_SOURCE=${PROJECT_SOURCE_DIR}" ${headers_alone})

# With every warning of -Wall -Wextra as an error, at both levels of optimisation, by both compilers: a user's own build may be so. The
# headers are no system headers here, whose warnings a compiler would hide. By add_subdirectory the library is not compiled again.
if(CLINMETRICS_SANITIZE)
  return()
endif()
find_program(gcc g++)
find_program(clang clang++)
mark_as_advanced(gcc clang)
foreach(compiler gcc clang)
  foreach(level O2 O3)
    if(NOT ${compiler})
      continue()
    endif()
    set(strict "-DCMAKE_CXX_COMPILER=${${compiler}}" -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_FLAGS=-Wall -Wextra -Werror"
      "-DCMAKE_CXX_FLAGS_RELEASE=-${level}" -DCMAKE_NO_SYSTEM_FROM_IMPORTED=ON)
    add_consumer(package_${compiler}_${level} "-DCMAKE_PREFIX_PATH=${prefix}" ${strict})
    add_test(NAME consumer.subdirectory_${compiler}_${level} COMMAND "${CMAKE_CTEST_COMMAND}" --build-and-test
      "${CMAKE_CURRENT_SOURCE_DIR}/consumer" "${CMAKE_CURRENT_BINARY_DIR}/consumer/subdirectory_${compiler}_${level}"
      --build-noclean --build-generator Ninja --build-target CMakeFiles/audit.dir/main.cpp.o
      --build-options "-DCLINMETRICS_SOURCE=${PROJECT_SOURCE_DIR}" ${strict})
  endforeach()
endforeach()
