use super::{TaskType, buckets};
use tallymark::{Counter, Histogram, Metrics, Unit};

/// What a task costs, in the layer's own unit of account: a number without a base unit, so names
/// have no suffix.
#[derive(Debug)]
pub struct Cost;

impl Unit for Cost {
    const NAME: &'static str = "";
    type Value = f64;
}

/// Costs: estimated, actual, capped, saved.
#[derive(Debug, Metrics)]
#[metrics(namespace = "execution")]
pub struct CostMetrics {
    /// Cost of a task as it was estimated before, by type.
    #[metric(labels(type), buckets = buckets::COST)]
    pub task_cost_estimated: Histogram<TaskType, Cost>,

    /// Cost of a task as it was, by type.
    #[metric(labels(type), buckets = buckets::COST)]
    pub task_cost_actual: Histogram<TaskType, Cost>,

    /// Tasks whose cost was capped, by type.
    #[metric(labels(type))]
    pub task_cost_capped_total: Counter<TaskType>,

    /// What a task cost less than was estimated, by type. Tasks that cost as much or more are not
    /// among the observations.
    #[metric(labels(type), buckets = buckets::COST)]
    pub cost_savings: Histogram<TaskType, Cost>,
}

impl CostMetrics {
    /// Records a task's costs, and the savings if it cost less than estimated.
    #[inline]
    pub fn record_task(&self, task_type: TaskType, estimated: f64, actual: f64, capped: bool) {
        self.task_cost_estimated(task_type).observe(estimated);
        self.task_cost_actual(task_type).observe(actual);
        // Adding nothing is cheaper than a branch that is predicted wrongly every other time.
        self.task_cost_capped_total(task_type).add(capped.into());
        if estimated > actual {
            self.cost_savings(task_type).observe(estimated - actual);
        }
    }
}
