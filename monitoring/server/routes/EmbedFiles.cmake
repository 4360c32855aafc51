# cmake -DOUTPUT=WebFiles.cpp -DFUNCTION=webFiles -DFILES=a;b -P EmbedFiles.cmake: writes a source file that holds the
# files' bytes and the function that gives them. A file a.gz is known as a, gzipped.
set(arrays "")
set(table "")
list(LENGTH FILES count)
set(index 0)
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  set(gzipped false)
  if(name MATCHES "(.*)\\.gz$")
    set(name ${CMAKE_MATCH_1})
    set(gzipped true)
  endif()
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "constexpr std::uint8_t kFile${index}[] = {${bytes}};\n")
  string(APPEND table "    StaticFile{\"${name}\", kFile${index}, ${gzipped}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made by EmbedFiles.cmake.
#include <array>
#include <cstdint>

#include \"monitoring/server/routes/DocsRoutes.h\"
#include \"monitoring/server/routes/WebPage.h\"

namespace numeral::server {
namespace {

${arrays}
constexpr std::array<StaticFile, ${count}> kFiles{{
${table}}};

} // namespace

std::span<const StaticFile> ${FUNCTION}() { return kFiles; }

} // namespace numeral::server
")
