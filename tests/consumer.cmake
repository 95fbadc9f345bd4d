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
  -DCMAKE_DISABLE_FIND_PACKAGE_hwy=ON)
add_consumer(package "-DCMAKE_PREFIX_PATH=${prefix}")
add_consumer(package_headers "-DCMAKE_PREFIX_PATH=${prefix}" ${headers_alone})
add_consumer(subdirectory "-DCLINMETRICS_SOURCE=${PROJECT_SOURCE_DIR}" -DBUILD_SHARED_LIBS=ON -DCMAKE_BUILD_TYPE=Debug)
add_consumer(subdirectory_headers "-DCLINMETRICS_SOURCE=${PROJECT_SOURCE_DIR}" ${headers_alone})
