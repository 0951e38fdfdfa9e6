//! The unreliable part of the network: where what is tampered with gets tampered with.

/// A line that flips one bit of every so many things it carries.
#[derive(Debug)]
pub(crate) struct Line {
    rng: fastrand::Rng,
    one_in: u32,
    carried: u32,
}

impl Line {
    pub(crate) fn new(rng: fastrand::Rng, one_in: u32) -> Self {
        // Half a period early: a short run meets damage too.
        let carried = one_in / 2;
        Self { rng, one_in, carried }
    }

    /// Carries something; what arrives may not be what was sent.
    pub(crate) fn carry(&mut self, bytes: &mut [u8]) {
        self.carried = (self.carried + 1) % self.one_in;
        if self.carried == 0
            && let Some(byte) = self.rng.choice(bytes.iter_mut())
        {
            *byte ^= 1 << self.rng.u8(..8);
        }
    }
}
