//! Tallymark: the public methods of `tallymark-catalog`.

use super::Peer;
use crate::input::{Input, OUTCOMES, TYPES};
use tallymark_catalog::execution::{ExecutionMetrics, Outcome, TaskType};

static EXECUTION: ExecutionMetrics = ExecutionMetrics::new();

const TYPE: [TaskType; TYPES] =
    [TaskType::Compute, TaskType::Storage, TaskType::Inference, TaskType::Validation];
const OUTCOME: [Outcome; OUTCOMES] = [Outcome::Success, Outcome::Failed];

#[derive(Debug)]
pub struct Tallymark;

impl Peer for Tallymark {
    #[inline(always)]
    fn submit(&self, input: Input) {
        EXECUTION.tasks.record_submitted(TYPE[input.task_type()]);
    }

    #[inline(always)]
    fn wasm(&self, input: Input) {
        let (status, memory) = (OUTCOME[input.outcome()], input.memory().into());
        EXECUTION.wasm.record_execution(status, input.duration(), memory, input.exit_code() as i32);
    }

    #[inline(always)]
    fn cost(&self, input: Input) {
        let (estimate, cost) = (input.estimate(), input.cost());
        EXECUTION.costs.record_task(TYPE[input.task_type()], estimate, cost, input.capped());
    }
}
