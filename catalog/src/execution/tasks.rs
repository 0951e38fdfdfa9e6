//! The section "tasks": submission, completion and the queue.

use super::{Outcome, Priority, TaskStatus, TaskType, buckets};
use std::time::Duration;
use tallymark::{Counter, Gauge, Histogram, Metrics, Seconds, UpDownCounter};

/// Tasks: submission, completion and the queue.
#[derive(Debug, Metrics)]
#[metrics(
    namespace = "execution",
    allow(unit_suffix, reason = "dashboards and alerts use the name")
)]
pub struct TaskMetrics {
    /// Tasks submitted, completed and failed, by status.
    #[metric(labels(status))]
    pub tasks_total: Counter<TaskStatus>,

    /// Tasks submitted and not yet ended, by type.
    #[metric(labels(type))]
    pub tasks_active: UpDownCounter<TaskType>,

    /// Time a task took from submission to its end, by type.
    #[metric(labels(type), buckets = buckets::DURATION)]
    pub task_duration: Histogram<TaskType, Seconds>,

    /// Tasks waiting in the queue, by priority.
    #[metric(labels(priority))]
    pub task_queue_depth: Gauge<Priority>,

    /// Time a task waited in the queue, by priority.
    #[metric(labels(priority), buckets = buckets::DURATION)]
    pub task_queue_latency: Histogram<Priority, Seconds>,
}

impl TaskMetrics {
    /// Records that a task was submitted. Call [`record_completed`](Self::record_completed) once
    /// when the task ends; until then it counts as active.
    #[inline]
    pub fn record_submitted(&self, task_type: TaskType) {
        self.tasks_total(TaskStatus::Submitted).inc();
        self.tasks_active(task_type).inc();
    }

    /// Records that a submitted task ended, and the time since its submission.
    pub fn record_completed(&self, task_type: TaskType, duration: Duration, outcome: Outcome) {
        let status = match outcome {
            Outcome::Success => TaskStatus::Completed,
            Outcome::Failed => TaskStatus::Failed,
        };
        self.tasks_total(status).inc();
        self.tasks_active(task_type).dec();
        self.task_duration(task_type).observe(duration);
    }

    /// Sets the number of tasks of a priority that wait now.
    pub fn set_queue_depth(&self, priority: Priority, depth: usize) {
        let depth = i64::try_from(depth).unwrap_or(i64::MAX);
        self.task_queue_depth(priority).set(depth);
    }

    /// Records how long a task waited in the queue.
    pub fn record_queue_latency(&self, priority: Priority, latency: Duration) {
        self.task_queue_latency(priority).observe(latency);
    }
}
