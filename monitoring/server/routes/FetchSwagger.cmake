# cmake -DNPM=… -DPINS=resources/web/docs -DWORK=… -DOUTPUT=SwaggerFiles.cpp -P FetchSwagger.cmake: has npm fetch the
# pinned Swagger UI and compiles in what of it is served. Without npm or without a network the list is empty and the
# build goes on: /docs is then our own page.
set(FUNCTION swaggerFiles)
set(FILES "")
set(package ${WORK}/node_modules/swagger-ui-dist)
set(patience 120) # seconds

if(NPM)
  file(MAKE_DIRECTORY ${WORK})
  file(COPY ${PINS}/package.json ${PINS}/package-lock.json DESTINATION ${WORK})
  # No scripts: one that comes along with the package would report the installation to others.
  execute_process(
    COMMAND ${NPM} ci --ignore-scripts --no-audit --no-fund --prefer-offline --fetch-retries=1 --fetch-timeout=30000
    WORKING_DIRECTORY ${WORK} TIMEOUT ${patience} RESULT_VARIABLE failed OUTPUT_VARIABLE words ERROR_VARIABLE words)
  if(failed)
    message(NOTICE "npm could not fetch Swagger UI, so /docs will be our own page. To try again, delete ${OUTPUT} "
                   "and build. npm said:\n${words}")
  else()
    foreach(name swagger-ui.css swagger-ui-bundle.js swagger-ui-bundle.js.LICENSE.txt LICENSE NOTICE)
      file(ARCHIVE_CREATE OUTPUT ${WORK}/${name}.gz PATHS ${package}/${name} FORMAT raw COMPRESSION GZip
           COMPRESSION_LEVEL 9 MTIME 0)
      list(APPEND FILES ${WORK}/${name}.gz)
    endforeach()
  endif()
endif()

include(${CMAKE_CURRENT_LIST_DIR}/EmbedFiles.cmake)
