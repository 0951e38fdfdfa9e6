//! `prometheus-client`, in two ways: `Family::get_or_create` for each record, as its documentation
//! shows, and metrics from `get_or_create_owned` that are kept in arrays.

use super::Peer;
use crate::input::{EXIT_CODES, Input, OUTCOMES, TYPES};
use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use std::array::from_fn;
use tallymark_catalog::execution::buckets;

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByType {
    r#type: u32,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByStatus {
    status: u32,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByCode {
    exit_code: u32,
}

type Histograms = Family<ByType, Histogram, fn() -> Histogram>;

fn costs() -> Histograms {
    Family::new_with_constructor(|| Histogram::new(buckets::COST))
}

/// Families; each record looks its metric up.
#[derive(Debug)]
pub struct PrometheusClient {
    tasks: Family<ByStatus, Counter>,
    active: Family<ByType, Gauge>,
    executions: Family<ByStatus, Counter>,
    time: Histogram,
    memory: Histogram,
    codes: Family<ByCode, Counter>,
    estimated: Histograms,
    actual: Histograms,
    capped: Family<ByType, Counter>,
    savings: Histograms,
}

impl PrometheusClient {
    pub fn new() -> Self {
        Self {
            tasks: Family::default(),
            active: Family::default(),
            executions: Family::default(),
            time: Histogram::new(buckets::DURATION),
            memory: Histogram::new(buckets::BYTES),
            codes: Family::default(),
            estimated: costs(),
            actual: costs(),
            capped: Family::default(),
            savings: costs(),
        }
    }
}

impl Peer for PrometheusClient {
    #[inline(always)]
    fn submit(&self, input: Input) {
        self.tasks.get_or_create(&ByStatus { status: 7 }).inc();
        self.active.get_or_create(&ByType { r#type: input.task_type() as u32 }).inc();
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        self.executions.get_or_create(&ByStatus { status: input.outcome() as u32 }).inc();
        self.time.observe(input.duration().as_secs_f64());
        self.memory.observe(input.memory().into());
        self.codes.get_or_create(&ByCode { exit_code: input.exit_code() as u32 }).inc();
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        let (estimate, cost) = (input.estimate(), input.cost());
        let labels = ByType { r#type: input.task_type() as u32 };
        self.estimated.get_or_create(&labels).observe(estimate);
        self.actual.get_or_create(&labels).observe(cost);
        if input.capped() {
            self.capped.get_or_create(&labels).inc();
        }
        if estimate > cost {
            self.savings.get_or_create(&labels).observe(estimate - cost);
        }
    }
}

/// Metrics in arrays. Exit codes are treated as a fixed label, which favours this peer.
#[derive(Debug)]
pub struct Handles {
    submitted: Counter,
    active: [Gauge; TYPES],
    executions: [Counter; OUTCOMES],
    time: Histogram,
    memory: Histogram,
    codes: [Counter; EXIT_CODES],
    estimated: [Histogram; TYPES],
    actual: [Histogram; TYPES],
    capped: [Counter; TYPES],
    savings: [Histogram; TYPES],
}

impl Handles {
    pub fn new() -> Self {
        let all = PrometheusClient::new();
        let of_type = |index| ByType { r#type: index as u32 };
        let of_status = |index| ByStatus { status: index as u32 };
        let of_code = |index| ByCode { exit_code: index as u32 };
        let histograms =
            |family: &Histograms| from_fn(|index| family.get_or_create_owned(&of_type(index)));
        Self {
            submitted: all.tasks.get_or_create_owned(&ByStatus { status: 7 }),
            active: from_fn(|index| all.active.get_or_create_owned(&of_type(index))),
            executions: from_fn(|index| all.executions.get_or_create_owned(&of_status(index))),
            codes: from_fn(|index| all.codes.get_or_create_owned(&of_code(index))),
            estimated: histograms(&all.estimated),
            actual: histograms(&all.actual),
            capped: from_fn(|index| all.capped.get_or_create_owned(&of_type(index))),
            savings: histograms(&all.savings),
            time: all.time,
            memory: all.memory,
        }
    }
}

impl Peer for Handles {
    #[inline(always)]
    fn submit(&self, input: Input) {
        self.submitted.inc();
        self.active[input.task_type()].inc();
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        self.executions[input.outcome()].inc();
        self.time.observe(input.duration().as_secs_f64());
        self.memory.observe(input.memory().into());
        self.codes[input.exit_code()].inc();
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        let (index, estimate, cost) = (input.task_type(), input.estimate(), input.cost());
        self.estimated[index].observe(estimate);
        self.actual[index].observe(cost);
        if input.capped() {
            self.capped[index].inc();
        }
        if estimate > cost {
            self.savings[index].observe(estimate - cost);
        }
    }
}
