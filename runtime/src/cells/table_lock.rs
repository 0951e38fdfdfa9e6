//! A lock of the series table. No thread waits for it without a bound.
//!
//! A lock cannot be taken if its holder is a thread that a forked child does not have, or if the
//! holder is the waiting thread itself: inside the program's allocator, or in a signal handler. So
//! locks are only tried. A thread that holds a lock of any table tries once. Other threads wait:
//!
//! - at most 100 ms if the last writer was a thread of this process. A thread that holds the lock is alive
//!   then, because a writer shares the lock with no other thread.
//! - at most 5 ms if the last writer was a thread of another process. The lock is then marked as dead in
//!   this process, and later threads do not wait for it. A writer that gets the lock after all removes
//!   the mark.
//!
//! The process of a writer is the one that [`PROCESS`] has at that time. Asking the system takes
//! 100 ns, so only waiting threads and new tables ask.

use std::cell::Cell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard, TryLockError, TryLockResult};
use std::time::{Duration, Instant};
use std::{hint, process, thread};

/// The longest wait if the last writer was a thread of this process.
const LONGEST_WAIT: Duration = Duration::from_millis(100);
/// The longest wait if the last writer was a thread of another process.
const LONGEST_WAIT_FOR_OTHER_PROCESS: Duration = Duration::from_millis(5);
/// The number of attempts before a waiting thread looks at the last writer and the clock.
const SPINS: u32 = 5;
/// The number of attempts before a waiting thread sleeps between attempts.
const YIELDS: u32 = 100;

/// The id of this process, or of an ancestor if no thread asked since the fork.
static PROCESS: AtomicU32 = AtomicU32::new(0);

thread_local! {
    /// The number of locks that this thread holds or waits for. It has no destructor, so that an
    /// allocator can use it.
    static LOCKS: Cell<u32> = const { Cell::new(0) };
}

/// Asks for the id of this process, and keeps it for the locks that are taken from now on.
pub(crate) fn note_process() -> u32 {
    let process = process::id();
    PROCESS.store(process, Relaxed);
    process
}

/// A read-write lock that is taken with a bound on the wait.
#[derive(Debug)]
pub(crate) struct TableLock<T> {
    lock: RwLock<T>,
    /// The process of the last writer, or [`dead_in`] a process.
    writer: AtomicU32,
}

impl<T> TableLock<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { lock: RwLock::new(value), writer: AtomicU32::new(PROCESS.load(Relaxed)) }
    }

    /// Returns the guard of a read lock; `None` if it cannot be had in time.
    pub(crate) fn read(&self) -> Option<Held<RwLockReadGuard<'_, T>>> {
        self.take(|| guard(self.lock.try_read()))
    }

    /// Returns the guard of a write lock; `None` if it cannot be had in time.
    pub(crate) fn write(&self) -> Option<Held<RwLockWriteGuard<'_, T>>> {
        let held = self.take(|| guard(self.lock.try_write()))?;
        self.writer.store(PROCESS.load(Relaxed), Relaxed);
        Some(held)
    }

    fn take<G>(&self, attempt: impl Fn() -> Option<G>) -> Option<Held<G>> {
        // Counted before the lock is taken: a signal handler may run in between.
        let count = LockCount::add();
        let guard = match attempt() {
            None if LOCKS.get() == 1 => self.wait(attempt)?,
            guard => guard?,
        };
        Some(Held { guard, _count: count })
    }

    #[cold]
    fn wait<G>(&self, attempt: impl Fn() -> Option<G>) -> Option<G> {
        for turn in 0..SPINS {
            for _ in 0..8 << turn {
                hint::spin_loop();
            }
            if let Some(guard) = attempt() {
                return Some(guard);
            }
        }
        let (process, start) = (note_process(), Instant::now());
        for turn in 0.. {
            if self.is_wait_over(process, start.elapsed()) {
                break;
            }
            if turn < YIELDS {
                thread::yield_now();
            } else {
                thread::sleep(Duration::from_micros(50));
            }
            if let Some(guard) = attempt() {
                return Some(guard);
            }
        }
        None
    }

    /// Returns whether a thread of `process` has waited long enough.
    fn is_wait_over(&self, process: u32, waited: Duration) -> bool {
        let writer = self.writer.load(Relaxed);
        if writer == process {
            return waited >= LONGEST_WAIT;
        }
        if writer == dead_in(process) {
            return true;
        }
        let is_over = waited >= LONGEST_WAIT_FOR_OTHER_PROCESS;
        if is_over {
            // If there was another writer meanwhile, the mark would be wrong.
            let _ = self.writer.compare_exchange(writer, dead_in(process), Relaxed, Relaxed);
        }
        is_over
    }
}

/// Returns the mark of a lock that no thread of a process can take. No process has such an id.
fn dead_in(process: u32) -> u32 {
    !process
}

/// Returns the guard of a lock that was taken. No code under a lock panics, so poison means nothing.
fn guard<G>(result: TryLockResult<G>) -> Option<G> {
    match result {
        Ok(guard) => Some(guard),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

/// The guard of a lock that is held.
#[derive(Debug)]
pub(crate) struct Held<G> {
    // Dropped before the count.
    guard: G,
    _count: LockCount,
}

impl<G: Deref> Deref for Held<G> {
    type Target = G::Target;

    fn deref(&self) -> &G::Target {
        &self.guard
    }
}

impl<G: DerefMut> DerefMut for Held<G> {
    fn deref_mut(&mut self) -> &mut G::Target {
        &mut self.guard
    }
}

/// One of the locks in [`LOCKS`].
#[derive(Debug)]
struct LockCount;

impl LockCount {
    fn add() -> Self {
        LOCKS.set(LOCKS.get() + 1);
        Self
    }
}

impl Drop for LockCount {
    fn drop(&mut self) {
        LOCKS.set(LOCKS.get() - 1);
    }
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_WAIT, LONGEST_WAIT_FOR_OTHER_PROCESS, Relaxed, TableLock, note_process};
    use std::sync::mpsc;
    use std::thread;
    use std::time::Instant;

    /// Runs `test` while another thread holds the write lock.
    fn while_held(lock: &TableLock<u32>, test: impl FnOnce()) {
        let (held, wait) = mpsc::channel();
        let (release, released) = mpsc::channel::<()>();
        thread::scope(|scope| {
            scope.spawn(move || {
                let _guard = lock.write().expect("free");
                held.send(()).expect("the test waits");
                released.recv().expect("the test sends");
            });
            wait.recv().expect("the thread sends");
            test();
            release.send(()).expect("the thread waits");
        });
    }

    #[test]
    fn table_lock_waits_for_a_thread_of_this_process() {
        note_process();
        let lock = TableLock::new(1);
        while_held(&lock, || {
            let start = Instant::now();
            assert!(lock.read().is_none());
            assert!(lock.write().is_none());
            assert!(start.elapsed() >= 2 * LONGEST_WAIT);
        });
        assert_eq!(lock.read().map(|value| *value), Some(1));
    }

    #[test]
    fn table_lock_of_another_process_is_waited_for_once() {
        let lock = TableLock::new(1);
        while_held(&lock, || {
            lock.writer.store(u32::MAX - 1, Relaxed);
            let start = Instant::now();
            assert!(lock.write().is_none());
            let first = start.elapsed();
            assert!(first >= LONGEST_WAIT_FOR_OTHER_PROCESS && first < LONGEST_WAIT, "{first:?}");
            let start = Instant::now();
            for _ in 0..10 {
                assert!(lock.read().is_none());
            }
            assert!(start.elapsed() < 10 * LONGEST_WAIT_FOR_OTHER_PROCESS);
        });
        // The holder was alive after all.
        assert!(lock.write().is_some());
        assert_eq!(lock.writer.load(Relaxed), std::process::id());
    }

    #[test]
    fn table_lock_is_tried_once_by_a_thread_that_holds_a_lock() {
        let (first, second) = (TableLock::new(1), TableLock::new(2));
        let held = first.write().expect("free");
        let start = Instant::now();
        assert!(first.read().is_none());
        assert!(start.elapsed() < LONGEST_WAIT);
        assert_eq!(second.read().map(|value| *value), Some(2));
        drop(held);
        assert_eq!(first.read().map(|value| *value), Some(1));
    }
}
