//! The task queue: bounded, and ordered by priority.

use crate::digest::Digest;
use crate::failure::Failure;
use crate::metrics::EXECUTION;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tallymark_catalog::execution::{Component, ErrorType, Priority, TaskType};

/// Most tasks that may wait at the same time.
const CAPACITY: usize = 40;

/// Priorities in the order in which tasks are taken.
const PRIORITIES: [Priority; 4] =
    [Priority::Critical, Priority::High, Priority::Normal, Priority::Low];

/// A submitted task.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) kind: TaskType,
    pub(crate) priority: Priority,
    /// Digest of the stored [`TaskManifest`](crate::manifest::TaskManifest).
    pub(crate) manifest: Digest,
    pub(crate) input: Vec<u8>,
    pub(crate) submitted: Instant,
}

/// A queue from the producer to the workers.
pub(crate) struct TaskQueue {
    waiting: Mutex<WaitingTasks>,
    changed: Condvar,
}

/// Waiting tasks, in one lane for each priority.
#[derive(Default)]
struct WaitingTasks {
    critical: VecDeque<Task>,
    high: VecDeque<Task>,
    normal: VecDeque<Task>,
    low: VecDeque<Task>,
    fixed: bool,
}

impl TaskQueue {
    pub(crate) fn new() -> Self {
        Self { waiting: Mutex::default(), changed: Condvar::new() }
    }

    /// Adds a task to the queue, or fails if the queue is full.
    pub(crate) fn submit(&self, task: Task) -> Result<(), Failure> {
        let mut waiting = self.lock();
        if waiting.len() >= CAPACITY {
            return Err(Failure::Execution(Component::Task, ErrorType::ResourceExhausted));
        }
        // Recorded before a worker can take the task, so that no task ends before it is submitted.
        EXECUTION.tasks.record_submitted(task.kind);
        let priority = task.priority;
        let lane = waiting.lane(priority);
        lane.push_back(task);
        EXECUTION.tasks.set_queue_depth(priority, lane.len());
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for a task and takes it. Returns `None` once the queue is fixed and empty.
    pub(crate) fn take(&self) -> Option<Task> {
        let mut waiting = self.lock();
        loop {
            if let Some(task) = waiting.take_most_urgent() {
                let latency = task.submitted.elapsed();
                EXECUTION.tasks.record_queue_latency(task.priority, latency);
                return Some(task);
            }
            if waiting.fixed {
                return None;
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Closes the queue, so that workers end when no task waits.
    pub(crate) fn close(&self) {
        self.lock().fixed = true;
        self.changed.notify_all();
    }

    pub(crate) fn is_fixed(&self) -> bool {
        self.lock().fixed
    }

    /// Locks the waiting tasks. Poison is ignored: no code under this lock is expected to panic.
    fn lock(&self) -> MutexGuard<'_, WaitingTasks> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl WaitingTasks {
    fn take_most_urgent(&mut self) -> Option<Task> {
        PRIORITIES.into_iter().find_map(|priority| {
            let lane = self.lane(priority);
            let task = lane.pop_front()?;
            EXECUTION.tasks.set_queue_depth(priority, lane.len());
            Some(task)
        })
    }

    fn lane(&mut self, priority: Priority) -> &mut VecDeque<Task> {
        match priority {
            Priority::Critical => &mut self.critical,
            Priority::High => &mut self.high,
            Priority::Normal => &mut self.normal,
            Priority::Low => &mut self.low,
        }
    }

    fn len(&self) -> usize {
        [&self.critical, &self.high, &self.normal, &self.low].map(VecDeque::len).iter().sum()
    }
}
