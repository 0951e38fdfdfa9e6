//! The value of one series of a histogram.

/// The buckets and the sum of one series of a histogram. `S` is the type of the sum.
#[derive(Clone, Debug, PartialEq)]
pub struct HistogramSnapshot<S> {
    bounds: &'static [f64],
    /// The observations in each bucket alone, `+Inf` last.
    counts: Vec<u64>,
    /// The sum of all observations. It is negative if they are.
    pub sum: S,
}

impl<S> HistogramSnapshot<S> {
    pub(super) fn new(bounds: &'static [f64], counts: Vec<u64>, sum: S) -> Self {
        Self { bounds, counts, sum }
    }

    /// Returns the number of observations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Returns each bucket's upper bound in the unit, `+Inf` last, with the number of observations up
    /// to that bound.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, u64)> {
        let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
        let cumulative = self.counts.iter().scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        bounds.zip(cumulative)
    }
}
