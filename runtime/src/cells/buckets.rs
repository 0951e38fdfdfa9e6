//! Which bucket an amount is counted in.

use crate::unit::Repr;

/// How many powers of two the table covers.
const POWERS: usize = 64;

/// The upper bounds of a histogram's buckets as amounts are kept.
#[derive(Debug)]
pub(crate) struct Buckets {
    /// Increasing.
    bounds: Box<[u64]>,
    /// For each power of two from `lowest` up, how many bounds are below it, and the one that is
    /// within it. `None` where two are, or where there are more powers than the table has.
    powers: Option<Box<[Power; POWERS]>>,
    lowest: u32,
}

#[derive(Debug)]
struct Power {
    below: usize,
    /// If there is none, one that nothing is above.
    bound: u64,
}

impl Buckets {
    pub(crate) fn new(bounds: &[f64], repr: Repr) -> Self {
        let bounds: Vec<u64> = bounds.iter().map(|bound| repr.bound(*bound)).collect();
        let lowest = bounds.first().map_or(0, |bound| repr.power(*bound));
        let powers: Vec<_> = bounds.iter().map(|bound| repr.power(*bound) - lowest).collect();
        let apart = powers.is_sorted_by(|a, b| a < b);
        let within = powers.last().is_none_or(|last| (*last as usize) < POWERS - 1);
        let power = |power: usize| {
            let below = powers.iter().filter(|of_bound| (**of_bound as usize) < power).count();
            let own = powers.get(below).is_some_and(|of_bound| *of_bound as usize == power);
            Power { below, bound: if own { bounds[below] } else { u64::MAX } }
        };
        Self {
            powers: (apart && within).then(|| Box::new(std::array::from_fn(power))),
            lowest,
            bounds: bounds.into(),
        }
    }

    /// How many bounds are below an amount, which is the bucket of the first that is not.
    ///
    /// Takes no branch that depends on the amount: where observations vary, a scan that stops
    /// early costs a mispredicted branch each time.
    #[inline(always)]
    pub(crate) fn find(&self, bits: u64, repr: Repr) -> usize {
        let Some(powers) = &self.powers else {
            return self.search(bits);
        };
        let power = repr.power(bits).saturating_sub(self.lowest) as usize;
        let power = &powers[power.min(POWERS - 1)];
        power.below + usize::from(power.bound < bits)
    }

    #[inline(never)]
    fn search(&self, bits: u64) -> usize {
        self.bounds.partition_point(|bound| *bound < bits)
    }
}

#[cfg(test)]
mod tests {
    use super::Buckets;
    use crate::unit::Repr;

    fn check(repr: Repr, bounds: &[f64], has_table: bool) {
        let buckets = Buckets::new(bounds, repr);
        assert_eq!(buckets.powers.is_some(), has_table, "{bounds:?}");
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
        check(Repr::Integer, &(1..300).map(f64::from).collect::<Vec<_>>(), false);
    }
}
