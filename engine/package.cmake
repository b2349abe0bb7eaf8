# The program, the one shared library for strangers, install and export: find_package(Tocsin) gives Tocsin::tocsin, which
# needs only Eigen and fmt from its users; SimGrid, yaml-cpp and the others stay inside. tests/package/ holds us to it.
include(CMakePackageConfigHelpers)
get_property(folders GLOBAL PROPERTY TOCSIN_FOLDERS)
get_property(uses GLOBAL PROPERTY TOCSIN_USES)
list(REMOVE_DUPLICATES uses)

if(EXISTS ${PROJECT_SOURCE_DIR}/models/tocsin.cpp)
  # From the static libraries and with all symbols resolved at once: starts faster than any other way of linking that we
  # measured (docs/decisions/0018-launcher.md).
  add_executable(tocsin models/tocsin.cpp)
  target_link_libraries(tocsin PRIVATE ${folders})
  target_link_options(tocsin PRIVATE -Wl,-z,now -Wl,--as-needed)
  set_target_properties(tocsin PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}
    INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")
  install(TARGETS tocsin)
endif()

add_library(libtocsin SHARED)
foreach(folder ${folders})
  get_target_property(type ${folder} TYPE)
  if(type STREQUAL STATIC_LIBRARY)
    target_sources(libtocsin PRIVATE $<TARGET_OBJECTS:${folder}>)
  endif()
endforeach()
target_link_libraries(libtocsin PUBLIC Eigen3::Eigen fmt::fmt PRIVATE ${uses})
target_link_options(libtocsin PRIVATE -Wl,--no-undefined)
target_compile_features(libtocsin PUBLIC cxx_std_20)
target_include_directories(libtocsin INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}/tocsin>)
set_target_properties(libtocsin PROPERTIES OUTPUT_NAME tocsin EXPORT_NAME tocsin LINKER_LANGUAGE CXX
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} INSTALL_RPATH "$ORIGIN")

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/Tocsin)
configure_package_config_file(engine/TocsinConfig.cmake.in ${PROJECT_BINARY_DIR}/TocsinConfig.cmake
  INSTALL_DESTINATION ${package_dir} PATH_VARS CMAKE_INSTALL_DATADIR)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/TocsinConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(TARGETS libtocsin EXPORT TocsinTargets)
install(TARGETS tocsin_simgrid LIBRARY NAMELINK_SKIP) # found by the run path of whoever loads it
install(EXPORT TocsinTargets NAMESPACE Tocsin:: DESTINATION ${package_dir})
install(FILES ${PROJECT_BINARY_DIR}/TocsinConfig.cmake ${PROJECT_BINARY_DIR}/TocsinConfigVersion.cmake
  DESTINATION ${package_dir})
install(DIRECTORY engine models DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/tocsin FILES_MATCHING PATTERN "*.hpp"
  PATTERN "detail" EXCLUDE)
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/tocsin)
