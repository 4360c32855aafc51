# `make package`: numeral-server (numerald, numeralctl and the model) and numeral (the window), for the Debian that they
# are built on: what they need of it is found out from the libraries that they are linked to.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME numeral)
set(CPACK_PACKAGE_VENDOR "The Numeral authors")
set(CPACK_PACKAGE_CONTACT "The Numeral authors <numeral@localhost>") # whoever distributes it puts in their own
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL server)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_SERVER_PACKAGE_NAME numeral-server)
set(CPACK_DEBIAN_SERVER_PACKAGE_RECOMMENDS libopenblas0-pthread) # the reference BLAS is far slower
set(CPACK_COMPONENT_SERVER_DESCRIPTION
    "numerald answers over HTTP and shows a drawing page, with metrics for Prometheus;
numeralctl reads files, measures, trains and tests. The model is in this package.")
if(NUMERAL_DESKTOP)
  list(APPEND CPACK_COMPONENTS_ALL desktop)
  set(CPACK_DEBIAN_DESKTOP_PACKAGE_NAME numeral)
  set(CPACK_DEBIAN_DESKTOP_PACKAGE_DEPENDS "numeral-server (= ${PROJECT_VERSION})") # for the model
  set(CPACK_DEBIAN_DESKTOP_PACKAGE_RECOMMENDS "qt6-qpa-plugins, qt6-wayland")
  set(CPACK_COMPONENT_DESKTOP_DESCRIPTION
      "The window: a canvas to draw on, files to drop, and charts of what the recognition does.")
endif()
include(CPack)
