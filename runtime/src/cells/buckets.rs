//! Which bucket an amount is counted in.

use crate::unit::Repr;
use std::sync::OnceLock;

/// How many powers of two the table covers.
const POWERS: usize = 64;

/// The upper bounds of a histogram's buckets as amounts are kept.
#[derive(Debug)]
pub(crate) struct Buckets {
    bounds: &'static [f64],
    /// For each power of two from `lowest` up, how many bounds are below it, and the one that is
    /// within it.
    powers: [Power; POWERS],
    lowest: u32,
    /// Whether the table says it all: not where two bounds are within one power, or where there
    /// are more powers than it has.
    complete: bool,
    /// The bounds as amounts, where they are searched.
    searched: OnceLock<Box<[u64]>>,
}

#[derive(Clone, Copy, Debug)]
struct Power {
    below: usize,
    /// If there is none, one that nothing is above.
    bound: u64,
}

impl Buckets {
    /// Of bounds that increase.
    pub(crate) const fn new(bounds: &'static [f64], repr: Repr) -> Self {
        let lowest = if bounds.is_empty() { 0 } else { repr.power(repr.bound(bounds[0])) };
        let mut powers = [Power { below: 0, bound: u64::MAX }; POWERS];
        let mut complete = true;
        let mut below = 0;
        let mut power = 0;
        while power < POWERS {
            powers[power].below = below;
            while below < bounds.len() && place(repr.bound(bounds[below]), lowest, repr) == power {
                // The last place is that of whatever is further up as well.
                complete &= powers[power].bound == u64::MAX && power < POWERS - 1;
                powers[power].bound = repr.bound(bounds[below]);
                below += 1;
            }
            power += 1;
        }
        Self { bounds, powers, lowest, complete, searched: OnceLock::new() }
    }

    /// How many bounds are below an amount, which is the bucket of the first that is not.
    ///
    /// Takes no branch that depends on the amount: where observations vary, a scan that stops
    /// early costs a mispredicted branch each time.
    #[inline(always)]
    pub(crate) fn find(&self, bits: u64, repr: Repr) -> usize {
        if !self.complete {
            return self.search(bits, repr);
        }
        let power = &self.powers[place(bits, self.lowest, repr)];
        power.below + usize::from(power.bound < bits)
    }

    #[inline(never)]
    fn search(&self, bits: u64, repr: Repr) -> usize {
        let amounts = || self.bounds.iter().map(|bound| repr.bound(*bound)).collect();
        self.searched.get_or_init(amounts).partition_point(|bound| *bound < bits)
    }
}

/// Where in the table an amount is.
#[inline(always)]
const fn place(bits: u64, lowest: u32, repr: Repr) -> usize {
    let power = repr.power(bits).saturating_sub(lowest) as usize;
    if power < POWERS { power } else { POWERS - 1 }
}

#[cfg(test)]
mod tests {
    use super::Buckets;
    use crate::unit::Repr;

    fn check(repr: Repr, bounds: &'static [f64], complete: bool) {
        let buckets = Buckets::new(bounds, repr);
        assert_eq!(buckets.complete, complete, "{bounds:?}");
        let edges = bounds.iter().map(|bound| repr.bound(*bound));
        let near =
            edges.flat_map(|edge| [edge.saturating_sub(1), edge, edge + 1, edge / 2, edge * 2]);
        for bits in near.chain([0, 1, u64::MAX - 1, u64::MAX]) {
            let expected = bounds.iter().filter(|bound| repr.bound(**bound) < bits).count();
            assert_eq!(buckets.find(bits, repr), expected, "{bits} in {bounds:?}");
        }
    }

    #[test]
    fn an_amount_is_found_in_the_first_bucket_it_is_not_above() {
        check(Repr::Nanoseconds, &crate::buckets::DURATION, true);
        check(Repr::Integer, &crate::buckets::BYTES, true);
        check(Repr::Float, &[0.001, 0.01, 0.1, 1.0, 10.0, 100.0, 1000.0], true);
        check(Repr::Integer, &[0.0, 1.0, 2.0, 4.0], true);
        check(Repr::Integer, &[1.0], true);
    }

    #[test]
    fn bounds_close_together_or_far_apart_are_searched() {
        check(Repr::Float, &[0.5, 0.6, 0.7, 1.0], false);
        check(Repr::Float, &[1e-300, 1.0, 1e300], false);
        check(Repr::Integer, &[10.0, 11.0, 12.0], false);
        check(Repr::Integer, (1..300).map(f64::from).collect::<Vec<_>>().leak(), false);
    }
}
