//! The metrics of an execution layer: 31 of them in eight groups, gathered in
//! [`ExecutionMetrics`].
//!
//! What the layer does is recorded by one method each, which touches all the metrics concerned;
//! every metric has its accessor beside them.
//!
//! ```
//! use std::time::Duration;
//! use tallymark_catalog::execution::{ExecutionMetrics, Outcome, TaskType};
//!
//! static EXECUTION: ExecutionMetrics = ExecutionMetrics::new();
//!
//! # fn main() -> Result<(), tallymark::RegisterError> {
//! let mut page = tallymark::Exposition::new();
//! page.add(&EXECUTION)?;
//!
//! EXECUTION.tasks.record_submitted(TaskType::Compute);
//! EXECUTION.tasks.record_completed(TaskType::Compute, Duration::from_millis(40), Outcome::Success);
//! assert_eq!(EXECUTION.tasks.tasks_active(TaskType::Compute).get(), 0);
//! assert!(page.text().contains("execution_tasks_total{status=\"completed\"} 1\n"));
//! # Ok(())
//! # }
//! ```
//!
//! The whole list, with every label's values, is in `docs/metrics.md`, which is made from
//! [`ExecutionMetrics::DESC`]. With the feature `tools`, `dashboard` makes a Grafana
//! dashboard of it, and `alerts` the rules for Prometheus.

#![forbid(unsafe_code)]

pub mod execution;
