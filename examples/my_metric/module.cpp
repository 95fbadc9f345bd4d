// SPDX-License-Identifier: Apache-2.0
// Passes the metric's record to Python in a capsule that clinmetrics.register_metric understands.
#include <pybind11/pybind11.h>

#include <clinmetrics/engine/metric_record.hpp>

#include "net_benefit.hpp"

PYBIND11_MODULE(_my_metric, m) {
  m.def("record", [] {
    static clinmetrics::metric_record const record = clinmetrics::entry_of<my::net_benefit>();  // exists as long as the process
    return pybind11::capsule(&record, clinmetrics::metric_capsule_name);
  });
}
