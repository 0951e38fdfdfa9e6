//! The section "costs": estimates, actual costs, caps and savings.

use super::{TaskType, buckets};
use tallymark::{Counter, Histogram, Metrics, Unit};

/// The layer's own unit of account for the cost of a task. It is not a Prometheus base unit, so
/// metric names have no unit suffix.
#[derive(Debug)]
pub struct Cost;

impl Unit for Cost {
    const NAME: &'static str = "";
    type Value = f64;
    const SIGNED: bool = false;
}

/// Costs: estimated, actual, capped, saved.
#[derive(Debug, Metrics)]
#[metrics(namespace = "execution")]
pub struct CostMetrics {
    /// Estimated cost of a task, by type.
    #[metric(labels(type), buckets = buckets::COST)]
    pub task_cost_estimated: Histogram<TaskType, Cost>,

    /// Actual cost of a task, by type.
    #[metric(labels(type), buckets = buckets::COST)]
    pub task_cost_actual: Histogram<TaskType, Cost>,

    /// Tasks whose cost was capped, by type.
    #[metric(labels(type))]
    pub task_cost_capped_total: Counter<TaskType>,

    /// Estimated minus actual cost of a task, by type. Only tasks that cost less than estimated
    /// are observed.
    #[metric(labels(type), buckets = buckets::COST)]
    pub cost_savings: Histogram<TaskType, Cost>,
}

impl CostMetrics {
    /// Records the estimated and actual cost of a task, in the unit of account ([`Cost`]). If the
    /// task cost less than estimated, the difference is recorded as savings. `capped` says that
    /// the actual cost was limited.
    #[inline(always)]
    pub fn record_task(&self, task_type: TaskType, estimated: f64, actual: f64, capped: bool) {
        self.task_cost_estimated(task_type).observe(estimated);
        self.task_cost_actual(task_type).observe(actual);
        // Adding 0 is cheaper than a branch that the processor often predicts wrongly.
        self.task_cost_capped_total(task_type).add(capped.into());
        if estimated > actual {
            self.cost_savings(task_type).observe(estimated - actual);
        }
    }
}
