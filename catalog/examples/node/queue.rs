//! The queue: bounded, the most urgent first.

use crate::EXECUTION;
use crate::digest::Digest;
use crate::fault::Fault;
use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tallymark_catalog::execution::{Component, ErrorType, Priority, TaskType};

/// Tasks that may wait at a time.
const CAPACITY: usize = 40;

/// The order in which they are taken.
const PRIORITIES: [Priority; 4] =
    [Priority::Critical, Priority::High, Priority::Normal, Priority::Low];

/// A submitted task.
#[derive(Debug)]
pub(crate) struct Task {
    pub(crate) kind: TaskType,
    pub(crate) priority: Priority,
    pub(crate) manifest: Digest,
    pub(crate) input: Vec<u8>,
    pub(crate) submitted: Instant,
}

/// Tasks on their way from the producer to the workers.
pub(crate) struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    critical: VecDeque<Task>,
    high: VecDeque<Task>,
    normal: VecDeque<Task>,
    low: VecDeque<Task>,
    closed: bool,
}

impl Queue {
    pub(crate) fn new() -> Self {
        Self { waiting: Mutex::default(), changed: Condvar::new() }
    }

    /// Submits a task if there is room.
    pub(crate) fn submit(&self, task: Task) -> Result<(), Fault> {
        let mut waiting = self.lock();
        if waiting.len() >= CAPACITY {
            return Err(Fault::Execution(Component::Task, ErrorType::ResourceExhausted));
        }
        // Before a worker can see it: no task ends that was not submitted.
        EXECUTION.tasks.record_submitted(task.kind);
        let priority = task.priority;
        let lane = waiting.lane(priority);
        lane.push_back(task);
        EXECUTION.tasks.set_queue_depth(priority, lane.len());
        self.changed.notify_one();
        Ok(())
    }

    /// Waits for a task; `None` once the queue is closed and empty.
    pub(crate) fn take(&self) -> Option<Task> {
        let mut waiting = self.lock();
        loop {
            if let Some(task) = waiting.take() {
                let latency = task.submitted.elapsed();
                EXECUTION.tasks.record_queue_latency(task.priority, latency);
                return Some(task);
            }
            if waiting.closed {
                return None;
            }
            waiting = self.changed.wait(waiting).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Lets the workers end when nothing waits any more.
    pub(crate) fn close(&self) {
        self.lock().closed = true;
        self.changed.notify_all();
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// A thread that panicked left nothing half done: every change is made by one call.
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    fn take(&mut self) -> Option<Task> {
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
