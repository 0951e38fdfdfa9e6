//! `measured`: vectors over fixed label sets, which it stores as dense arrays. Exit codes are treated
//! as a fixed label, which favours this peer.

use super::Peer;
use crate::input::Input;
use measured::label::StaticLabelSet;
use measured::metric::histogram::Thresholds;
use measured::{CounterVec, GaugeVec, Histogram, HistogramVec};
use measured_derive::{FixedCardinalityLabel, LabelGroup};
use tallymark_catalog::execution::buckets;

#[derive(Clone, Copy, Debug, FixedCardinalityLabel)]
enum Type {
    Compute,
    Storage,
    Inference,
    Validation,
}

#[derive(Clone, Copy, Debug, FixedCardinalityLabel)]
enum Status {
    Success,
    Failed,
    Submitted,
}

#[derive(Clone, Copy, Debug, FixedCardinalityLabel)]
enum Code {
    C0,
    C1,
    C2,
    C3,
    C4,
    C5,
    C6,
    C7,
}

#[derive(LabelGroup)]
#[label(set = TypeSet)]
struct ByType {
    kind: Type,
}

#[derive(LabelGroup)]
#[label(set = StatusSet)]
struct ByStatus {
    status: Status,
}

#[derive(LabelGroup)]
#[label(set = CodeSet)]
struct ByCode {
    exit_code: Code,
}

const TYPES: [Type; 4] = [Type::Compute, Type::Storage, Type::Inference, Type::Validation];
const OUTCOMES: [Status; 2] = [Status::Success, Status::Failed];
const CODES: [Code; 8] =
    [Code::C0, Code::C1, Code::C2, Code::C3, Code::C4, Code::C5, Code::C6, Code::C7];

pub struct Measured {
    tasks: CounterVec<StatusSet>,
    active: GaugeVec<TypeSet>,
    executions: CounterVec<StatusSet>,
    time: Histogram<11>,
    memory: Histogram<7>,
    codes: CounterVec<CodeSet>,
    estimated: HistogramVec<TypeSet, 7>,
    actual: HistogramVec<TypeSet, 7>,
    capped: CounterVec<TypeSet>,
    savings: HistogramVec<TypeSet, 7>,
}

impl Measured {
    pub fn new() -> Self {
        let types = || TypeSet { kind: StaticLabelSet::new() };
        let statuses = || StatusSet { status: StaticLabelSet::new() };
        let codes = CodeSet { exit_code: StaticLabelSet::new() };
        let costs = || {
            let thresholds = Thresholds::with_buckets(buckets::COST);
            HistogramVec::with_label_set_and_metadata(types(), thresholds)
        };
        Self {
            tasks: CounterVec::with_label_set(statuses()),
            active: GaugeVec::with_label_set(types()),
            executions: CounterVec::with_label_set(statuses()),
            time: Histogram::with_metadata(Thresholds::with_buckets(buckets::DURATION)),
            memory: Histogram::with_metadata(Thresholds::with_buckets(buckets::BYTES)),
            codes: CounterVec::with_label_set(codes),
            estimated: costs(),
            actual: costs(),
            capped: CounterVec::with_label_set(types()),
            savings: costs(),
        }
    }
}

impl Peer for Measured {
    #[inline(always)]
    fn submit(&self, input: Input) {
        self.tasks.inc(ByStatus { status: Status::Submitted });
        self.active.inc(ByType { kind: TYPES[input.task_type()] });
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        self.executions.inc(ByStatus { status: OUTCOMES[input.outcome()] });
        self.time.observe(input.duration().as_secs_f64());
        self.memory.observe(input.memory().into());
        self.codes.inc(ByCode { exit_code: CODES[input.exit_code()] });
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        let (estimate, cost) = (input.estimate(), input.cost());
        let labels = || ByType { kind: TYPES[input.task_type()] };
        self.estimated.observe(labels(), estimate);
        self.actual.observe(labels(), cost);
        if input.capped() {
            self.capped.inc(labels());
        }
        if estimate > cost {
            self.savings.observe(labels(), estimate - cost);
        }
    }
}
