# What operators mount, tried with Debian's Prometheus and Alertmanager; skipped where these are not installed.
# Debian's Python has the modules of Debian's packages, another one in the path may not.
set(python /usr/bin/python3)
if(NOT EXISTS ${python})
  set(python Python3::Interpreter)
endif()
# operator_test(NAME SCRIPT [ARGUMENTS…])
function(operator_test name script)
  add_test(NAME ${name} COMMAND ${python} -B ${CMAKE_CURRENT_SOURCE_DIR}/monitoring/${script} ${ARGN})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77 ENVIRONMENT "${state_home}")
endfunction()
operator_test(prometheus_rules prometheus/rules_test.py)
operator_test(prometheus_rules_in_process prometheus/inprocess_test.py $<TARGET_FILE:numerald>)
operator_test(alertmanager_routes alertmanager/routes_test.py)
operator_test(grafana_dashboards grafana/dashboards_test.py)
operator_test(grafana_proof grafana/proof_test.py $<TARGET_FILE:numerald>)
operator_test(monitoring_demo demo/demo_test.py $<TARGET_FILE:numerald>)
# Several servers and their clients at once.
set_tests_properties(grafana_proof monitoring_demo PROPERTIES PROCESSORS 2)
