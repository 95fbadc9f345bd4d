# Metrics of a library that was compiled with another standard library than the program, as wheels of two projects may be. The debug mode of
# libstdc++ stands for the other one: its containers have other layouts.
add_library(clinmetrics_other_library MODULE other_library/module.cpp)
target_link_libraries(clinmetrics_other_library PRIVATE clinmetrics::headers clinmetrics_warnings)
target_compile_definitions(clinmetrics_other_library PRIVATE _GLIBCXX_DEBUG)
set_target_properties(clinmetrics_other_library PROPERTIES CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)

add_executable(clinmetrics_other_library_test other_library/other_library_test.cpp)
target_link_libraries(clinmetrics_other_library_test PRIVATE clinmetrics::clinmetrics clinmetrics_test_support clinmetrics_warnings GTest::gtest_main ${CMAKE_DL_LIBS})
target_compile_definitions(clinmetrics_other_library_test PRIVATE
  CLINMETRICS_OTHER_LIBRARY="$<TARGET_FILE:clinmetrics_other_library>")
add_dependencies(clinmetrics_other_library_test clinmetrics_other_library)
gtest_discover_tests(clinmetrics_other_library_test DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
