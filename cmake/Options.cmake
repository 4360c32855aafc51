# One INTERFACE target that every target of the project links: language level, warnings, sanitizers, coverage.
add_library(numeral_options INTERFACE)
add_library(numeral::options ALIAS numeral_options)

set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

target_compile_features(numeral_options INTERFACE cxx_std_20)
target_include_directories(numeral_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_compile_options(numeral_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
target_compile_definitions(numeral_options INTERFACE
                           QT_NO_KEYWORDS # libtorch has a `slots` of its own
                           QT_NO_CAST_TO_ASCII QT_NO_FOREACH QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(NUMERAL_WERROR)
  target_compile_options(numeral_options INTERFACE -Werror)
endif()
if(NUMERAL_SANITIZE)
  target_compile_options(numeral_options INTERFACE -fsanitize=${NUMERAL_SANITIZE} -fno-sanitize-recover=all
                                               -fno-omit-frame-pointer)
  target_link_options(numeral_options INTERFACE -fsanitize=${NUMERAL_SANITIZE})
endif()
if(NUMERAL_COVERAGE)
  target_compile_options(numeral_options INTERFACE --coverage)
  target_link_options(numeral_options INTERFACE --coverage)
endif()
