# cmake -DOUTPUT=WebFiles.cpp -DFILES=a;b -P EmbedFiles.cmake: writes a source file that holds the files' bytes.
set(arrays "")
set(table "")
list(LENGTH FILES count)
set(index 0)
foreach(file IN LISTS FILES)
  get_filename_component(name ${file} NAME)
  file(READ ${file} bytes HEX)
  string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
  string(APPEND arrays "constexpr std::uint8_t kFile${index}[] = {${bytes}};\n")
  string(APPEND table "    WebFile{\"${name}\", kFile${index}},\n")
  math(EXPR index "${index} + 1")
endforeach()
file(WRITE ${OUTPUT} "// Made by EmbedFiles.cmake.
#include <array>
#include <cstdint>

#include \"monitoring/server/routes/WebPage.h\"

namespace numeral::server {
namespace {

${arrays}
constexpr std::array<WebFile, ${count}> kFiles{{
${table}}};

} // namespace

std::span<const WebFile> webFiles() { return kFiles; }

} // namespace numeral::server
")
