//! What the operations are called with.

use std::time::Duration;

/// Random bits, read as whatever an operation takes. They come from xorshift64 and do not repeat:
/// of inputs from a table, even of thousands, the branch predictor learns the order.
#[derive(Clone, Copy, Debug)]
pub struct Input(u64);

/// Makes inputs.
#[derive(Debug)]
pub struct Inputs(u64);

impl Inputs {
    /// Each seed makes inputs of its own.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the empty loop is this and nothing else")]
    pub fn next(&mut self) -> Input {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        Input(self.0)
    }
}

/// How many of each closed label's values are used.
pub const TYPES: usize = 4;
pub const OUTCOMES: usize = 2;
pub const EXIT_CODES: usize = 8;

impl Input {
    /// One of [`TYPES`] types of tasks.
    pub fn task_type(self) -> usize {
        self.0 as usize % TYPES
    }

    /// Success or failure.
    pub fn outcome(self) -> usize {
        (self.0 >> 4) as usize % OUTCOMES
    }

    /// Spread over all the buckets: from 2 µs to 17 s.
    pub fn duration(self) -> Duration {
        let nanoseconds = 2_000_u64 << ((self.0 >> 8) % 24);
        Duration::new(nanoseconds / 1_000_000_000, (nanoseconds % 1_000_000_000) as u32)
    }

    /// From 512 bytes to 16 MiB.
    pub fn memory(self) -> u32 {
        512 << ((self.0 >> 16) % 16)
    }

    /// One of [`EXIT_CODES`].
    pub fn exit_code(self) -> usize {
        (self.0 >> 32) as usize % EXIT_CODES
    }

    /// Up to 1,024, in sixty-fourths.
    pub fn cost(self) -> f64 {
        f64::from((self.0 >> 40) as u16) / 64.0
    }

    /// Up to 1,024, in sixty-fourths.
    pub fn estimate(self) -> f64 {
        f64::from((self.0 >> 24) as u16) / 64.0
    }

    /// Whether the cost was capped: every other time.
    pub fn capped(self) -> bool {
        self.0 & 32 == 0
    }

    /// One of so many.
    pub fn pick(self, of: usize) -> usize {
        (self.0 >> 20) as usize % of
    }
}
