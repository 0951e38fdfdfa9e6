//! Random arguments for the operations.

use std::time::Duration;

/// The arguments of one operation, derived from random bits of xorshift64. Inputs are not taken from
/// a table, because the branch predictor learns the order of even thousands of entries.
#[derive(Clone, Copy, Debug)]
pub struct Input(u64);

/// A generator of inputs.
#[derive(Debug)]
pub struct Inputs(u64);

impl Inputs {
    /// Creates a generator. Each seed makes other inputs.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call would make the empty loop slower")]
    pub fn next(&mut self) -> Input {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Input(self.0)
    }
}

/// Number of task types in use.
pub const TYPES: usize = 4;

/// Number of outcomes in use.
pub const OUTCOMES: usize = 2;

/// Number of exit codes in use.
pub const EXIT_CODES: usize = 8;

impl Input {
    /// Returns the index of a task type, below [`TYPES`].
    pub fn task_type(self) -> usize {
        self.0 as usize % TYPES
    }

    /// Returns the index of an outcome, below [`OUTCOMES`]: 0 is success, 1 is failure.
    pub fn outcome(self) -> usize {
        (self.0 >> 4) as usize % OUTCOMES
    }

    /// Returns a duration from 2 µs to 17 s, so that every bucket is used.
    pub fn duration(self) -> Duration {
        let nanoseconds = 2_000_u64 << ((self.0 >> 8) % 24);
        Duration::new(nanoseconds / 1_000_000_000, (nanoseconds % 1_000_000_000) as u32)
    }

    /// Returns a size from 512 bytes to 16 MiB.
    pub fn memory(self) -> u32 {
        512 << ((self.0 >> 16) % 16)
    }

    /// Returns an exit code below [`EXIT_CODES`].
    pub fn exit_code(self) -> usize {
        (self.0 >> 32) as usize % EXIT_CODES
    }

    /// Returns an actual cost below 1,024, a multiple of 1/64.
    pub fn cost(self) -> f64 {
        f64::from((self.0 >> 40) as u16) / 64.0
    }

    /// Returns an estimated cost below 1,024, a multiple of 1/64.
    pub fn estimate(self) -> f64 {
        f64::from((self.0 >> 24) as u16) / 64.0
    }

    /// Returns `true` for half of the inputs: the cost was capped.
    pub fn capped(self) -> bool {
        self.0 & 32 == 0
    }

    /// Returns an index below `len`.
    pub fn pick(self, len: usize) -> usize {
        (self.0 >> 20) as usize % len
    }
}
