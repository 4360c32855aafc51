# What operators mount, tried with Debian's Prometheus and Alertmanager; skipped where these are not installed.
# Debian's Python has the modules of Debian's packages, another one in the path may not.
set(python /usr/bin/python3)
if(NOT EXISTS ${python})
  set(python Python3::Interpreter)
endif()
# operator_test(NAME SCRIPT [ARGUMENTS…])
function(operator_test name script)
  add_test(NAME ${name} COMMAND ${python} -B ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARGN})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77 ENVIRONMENT "${state_home}")
endfunction()
operator_test(prometheus_rules monitoring/prometheus/rules_test.py)
operator_test(prometheus_rules_in_process monitoring/prometheus/inprocess_test.py $<TARGET_FILE:numerald>)
operator_test(alertmanager_routes monitoring/alertmanager/routes_test.py)
operator_test(grafana_dashboards monitoring/grafana/dashboards_test.py)
if(NUMERAL_DESKTOP) # as the tests that it is made for
  set(nvml $<TARGET_FILE:test_fake_nvml>)
endif()
operator_test(grafana_proof monitoring/grafana/proof_test.py $<TARGET_FILE:numerald> ${nvml})
operator_test(compose cluster/compose_test.py)
operator_test(kubernetes cluster/kubernetes_test.py ${CMAKE_CURRENT_BINARY_DIR}/schemas)
operator_test(monitoring_demo monitoring/demo/demo_test.py $<TARGET_FILE:numerald>)
# Several servers and their clients at once.
set_tests_properties(grafana_proof monitoring_demo PROPERTIES PROCESSORS 2)
