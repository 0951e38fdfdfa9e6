use super::{Metric, Recorded, Sample};
use crate::cells::{Buckets, Cells, Distribution, Observed, Slot, Sums};
use crate::desc::{Kind, MetricDesc};
use crate::label::Labels;
use crate::unit::{Amount, Count, Unit, UnitValue};
use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

/// Counts observations by size, in buckets the declaration names. Read it with
/// `histogram_quantile()`.
///
/// `L` is its labels: nothing, one label, or a tuple of up to eight; `U` its unit.
pub struct Histogram<L = (), U = Count> {
    buckets: Buckets,
    cells: Sums<Distribution>,
    types: PhantomData<fn() -> (L, U)>,
}

impl<L: Labels, U: Unit> Histogram<L, U> {
    pub(crate) const fn new(desc: &'static MetricDesc) -> Self {
        Self {
            buckets: Buckets::new(desc.buckets, U::Value::REPR),
            cells: Sums::new(desc, U::Value::REPR),
            types: PhantomData,
        }
    }
}

impl<L: Labels, U: Unit> Metric for Histogram<L, U> {
    const KIND: Kind = Kind::Histogram;
    type Labels = L;
    type Unit = U;
    type Series<'a> = HistogramSeries<'a, U>;

    #[inline]
    fn series(&self, values: L::Values<'_>) -> HistogramSeries<'_, U> {
        HistogramSeries {
            slot: self.cells.slot::<L>(values),
            buckets: &self.buckets,
            unit: PhantomData,
        }
    }
}

impl<L: Labels, U: Unit> Recorded for Histogram<L, U> {
    type Cells = Sums<Distribution>;

    fn cells(&self) -> &Sums<Distribution> {
        &self.cells
    }

    fn sample(&self, observed: Observed) -> Sample {
        Sample::Histogram(HistogramSnapshot {
            bounds: self.cells.desc().buckets,
            sum: U::Value::REPR.unsigned(observed.sum()),
            counts: observed.into_counts(),
        })
    }
    fn exercise_at(&self, place: crate::label::SeriesIndex<'_>) {
        let (repr, slot) = (U::Value::REPR, self.cells.slot_at::<L>(place));
        let bounds = self.cells.desc().buckets;
        let above = bounds.last().map_or(1.0, |last| 2.0 * last);
        for amount in bounds.iter().copied().chain([above]) {
            slot.observe(Some(repr.bound(amount)), &self.buckets, repr);
        }
    }
}

metric_methods!(Histogram);

/// One series of a [`Histogram`].
#[must_use = "a series records nothing by itself; call `observe`, `time` or `start_timer`"]
pub struct HistogramSeries<'a, U> {
    slot: Slot<'a, Distribution>,
    buckets: &'a Buckets,
    unit: PhantomData<fn() -> U>,
}

impl<U> Copy for HistogramSeries<'_, U> {}

impl<U> Clone for HistogramSeries<'_, U> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<U> fmt::Debug for HistogramSeries<'_, U> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HistogramSeries").field(&self.slot).finish()
    }
}

impl<U: Unit> HistogramSeries<'_, U> {
    /// Counts an observation. One that is negative, not finite or above 584 years is ignored and
    /// counted by `tallymark_ignored_values_total`.
    #[inline(always)]
    pub fn observe(&self, amount: Amount<U>) {
        let bits = U::Value::amount_to_bits(amount);
        self.slot.observe(bits, self.buckets, U::Value::REPR);
    }

    /// What was observed until now.
    #[must_use]
    pub fn snapshot(&self) -> HistogramSnapshot<Amount<U>> {
        let observed = self.slot.read();
        HistogramSnapshot {
            bounds: self.slot.desc().buckets,
            sum: U::Value::amount_from_bits(observed.sum()),
            counts: observed.into_counts(),
        }
    }
}

impl<'a, U: Unit<Value = Duration>> HistogramSeries<'a, U> {
    /// Starts a timer that observes the time until it is dropped or stopped.
    ///
    /// ```
    /// # use tallymark::{Histogram, Metrics, Seconds, buckets};
    /// # #[derive(Debug, Metrics)]
    /// # struct HttpMetrics {
    /// #     /// Time a request took.
    /// #     #[metric(buckets = buckets::DURATION)]
    /// #     request_duration_seconds: Histogram<(), Seconds>,
    /// # }
    /// static HTTP: HttpMetrics = HttpMetrics::new();
    ///
    /// let timer = HTTP.request_duration_seconds().start_timer();
    /// let elapsed = timer.stop();
    /// assert_eq!(HTTP.request_duration_seconds().snapshot().sum, elapsed);
    /// ```
    pub fn start_timer(&self) -> Timer<'a, U> {
        Timer { series: Some(*self), start: Instant::now() }
    }

    /// Observes the time `work` takes, also when it panics.
    pub fn time<R>(&self, work: impl FnOnce() -> R) -> R {
        let _timer = self.start_timer();
        work()
    }

    /// Observes the time from the first poll of `work` until it is ready or dropped.
    pub async fn time_async<F: Future>(&self, work: F) -> F::Output {
        let _timer = self.start_timer();
        work.await
    }
}

/// Measures time for a [`Histogram`] in [`Seconds`](crate::Seconds): observes when it is dropped,
/// also when a panic unwinds.
#[derive(Debug)]
#[must_use = "dropping it at once observes no time at all; bind it to `_timer`"]
pub struct Timer<'a, U: Unit<Value = Duration>> {
    /// `None` when the time was observed or discarded.
    series: Option<HistogramSeries<'a, U>>,
    start: Instant,
}

impl<U: Unit<Value = Duration>> Timer<'_, U> {
    /// Observes the time since the start and returns it.
    #[expect(clippy::must_use_candidate, reason = "stopping is what it is called for")]
    pub fn stop(mut self) -> Duration {
        self.observe()
    }

    /// Ends the timer without an observation.
    pub fn discard(mut self) {
        self.series = None;
    }

    fn observe(&mut self) -> Duration {
        let elapsed = self.start.elapsed();
        if let Some(series) = self.series.take() {
            series.observe(elapsed);
        }
        elapsed
    }
}

impl<U: Unit<Value = Duration>> Drop for Timer<'_, U> {
    fn drop(&mut self) {
        if self.series.is_some() {
            self.observe();
        }
    }
}

/// What a series of a histogram holds: `S` is the sum's type.
#[derive(Clone, Debug, PartialEq)]
pub struct HistogramSnapshot<S> {
    bounds: &'static [f64],
    counts: Vec<u64>,
    /// The sum of all observations.
    pub sum: S,
}

impl<S> HistogramSnapshot<S> {
    /// How many observations there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// Each bucket's upper bound in the unit, `+Inf` last, and how many observations were not
    /// above it.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, u64)> {
        let bounds = self.bounds.iter().copied().chain([f64::INFINITY]);
        let cumulative = self.counts.iter().scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        bounds.zip(cumulative)
    }
}
