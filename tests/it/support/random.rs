//! Pseudorandom numbers that are the same in each run.

/// Returns a generator of numbers. The seed is not 0.
pub(crate) fn random(seed: u64) -> impl FnMut() -> u64 {
    let mut state = seed;
    move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state
    }
}
