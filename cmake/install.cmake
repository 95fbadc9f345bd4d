# `cmake --install`: the library, the headers, and a package that find_package(clinmetrics) finds.
include(CMakePackageConfigHelpers)
set(package_dir "${CMAKE_INSTALL_LIBDIR}/cmake/clinmetrics")

install(TARGETS clinmetrics clinmetrics_headers EXPORT clinmetrics_targets
  LIBRARY COMPONENT development ARCHIVE COMPONENT development RUNTIME COMPONENT development)
install(DIRECTORY include/clinmetrics DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT development FILES_MATCHING PATTERN "*.hpp")
install(FILES LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}" COMPONENT development)
install(EXPORT clinmetrics_targets NAMESPACE clinmetrics:: FILE clinmetrics-targets.cmake
  DESTINATION "${package_dir}" COMPONENT development)

get_target_property(library_type clinmetrics TYPE)
configure_package_config_file(cmake/clinmetrics-config.cmake.in "${PROJECT_BINARY_DIR}/clinmetrics-config.cmake"
  INSTALL_DESTINATION "${package_dir}" NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${PROJECT_BINARY_DIR}/clinmetrics-config-version.cmake" COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/clinmetrics-config.cmake" "${PROJECT_BINARY_DIR}/clinmetrics-config-version.cmake"
  DESTINATION "${package_dir}" COMPONENT development)
