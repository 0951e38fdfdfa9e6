//! `prometheus-static-metric`: children in structs, selected with `get` and an enum. Its variant with
//! thread-local buffers is left out: it flushes once a second, so a scrape misses recent records.

// Lints of the generated code.
#![allow(clippy::pedantic, missing_debug_implementations)]

use super::Peer;
use super::prometheus::{counters, gauges, histogram, histograms};
use crate::input::Input;
use prometheus::*;
use prometheus_static_metric::make_static_metric;
use tallymark_catalog::execution::buckets;

make_static_metric! {
    pub label_enum Type { compute, storage, inference, validation }
    pub label_enum Status { success, failed, submitted }
    pub label_enum Code { c0, c1, c2, c3, c4, c5, c6, c7 }
    pub struct ByType: IntCounter { "type" => Type }
    pub struct GaugeByType: IntGauge { "type" => Type }
    pub struct HistogramByType: Histogram { "type" => Type }
    pub struct ByStatus: IntCounter { "status" => Status }
    pub struct ByCode: IntCounter { "exit_code" => Code }
}

const TYPES: [Type; 4] = [Type::compute, Type::storage, Type::inference, Type::validation];
const OUTCOMES: [Status; 2] = [Status::success, Status::failed];
const CODES: [Code; 8] =
    [Code::c0, Code::c1, Code::c2, Code::c3, Code::c4, Code::c5, Code::c6, Code::c7];

pub struct StaticMetric {
    tasks: ByStatus,
    active: GaugeByType,
    executions: ByStatus,
    time: Histogram,
    memory: Histogram,
    codes: ByCode,
    estimated: HistogramByType,
    actual: HistogramByType,
    capped: ByType,
    savings: HistogramByType,
}

impl StaticMetric {
    pub fn new() -> Self {
        Self {
            tasks: ByStatus::from(&counters("status")),
            active: GaugeByType::from(&gauges("type")),
            executions: ByStatus::from(&counters("status")),
            time: histogram(&buckets::DURATION),
            memory: histogram(&buckets::BYTES),
            codes: ByCode::from(&counters("exit_code")),
            estimated: HistogramByType::from(&histograms(&buckets::COST)),
            actual: HistogramByType::from(&histograms(&buckets::COST)),
            capped: ByType::from(&counters("type")),
            savings: HistogramByType::from(&histograms(&buckets::COST)),
        }
    }
}

impl Peer for StaticMetric {
    #[inline(always)]
    fn submit(&self, input: Input) {
        self.tasks.get(Status::submitted).inc();
        self.active.get(TYPES[input.task_type()]).inc();
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        self.executions.get(OUTCOMES[input.outcome()]).inc();
        self.time.observe(input.duration().as_secs_f64());
        self.memory.observe(input.memory().into());
        self.codes.get(CODES[input.exit_code()]).inc();
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        let (kind, estimate, cost) = (TYPES[input.task_type()], input.estimate(), input.cost());
        self.estimated.get(kind).observe(estimate);
        self.actual.get(kind).observe(cost);
        if input.capped() {
            self.capped.get(kind).inc();
        }
        if estimate > cost {
            self.savings.get(kind).observe(estimate - cost);
        }
    }
}
