//! A fault injector: simulates an unreliable network link, so that validation finds damaged data.

/// A link that flips one random bit in one of every `one_in` messages.
#[derive(Debug)]
pub(crate) struct FaultyLink {
    rng: fastrand::Rng,
    one_in: u32,
    /// Messages since the last damaged one.
    transmitted: u32,
}

impl FaultyLink {
    pub(crate) fn new(rng: fastrand::Rng, one_in: u32) -> Self {
        // The first damaged message comes after half a period, so that short runs have one too.
        let transmitted = one_in / 2;
        Self { rng, one_in, transmitted }
    }

    /// Transmits a message, and damages it in place if its turn has come.
    pub(crate) fn transmit(&mut self, message: &mut [u8]) {
        self.transmitted = (self.transmitted + 1) % self.one_in;
        if self.transmitted == 0
            && let Some(byte) = self.rng.choice(message.iter_mut())
        {
            *byte ^= 1 << self.rng.u8(..8);
        }
    }
}
