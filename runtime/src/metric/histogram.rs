use super::Metric;
use super::snapshot::HistogramSnapshot;
use super::view::{Recorded, Sample};
use crate::bucket_finder::BucketFinder;
use crate::cells::{Cells, HistogramKind, HistogramTotals, ShardedCells, ShardedHandle};
use crate::desc::{Kind, MetricDesc};
use crate::label::{Labels, SeriesIndex};
use crate::unit::{Amount, Count, Number, Total, Unit, UnitRepr, UnitValue};
use std::fmt;
use std::marker::PhantomData;
use std::time::{Duration, Instant};

/// Counts observations by size, in the buckets of the declaration. Query it with
/// `histogram_quantile()`.
///
/// `L` is the labels: `()`, one label, or a tuple of up to eight. `U` is the unit.
pub struct Histogram<L = (), U = Count> {
    buckets: &'static BucketFinder,
    cells: ShardedCells<HistogramKind>,
    types: PhantomData<fn() -> (L, U)>,
}

impl<L, U> Histogram<L, U> {
    const fn new(desc: &'static MetricDesc) -> Self {
        Self {
            buckets: desc.stored.buckets,
            cells: ShardedCells::new(desc, desc.stored.repr),
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
            handle: self.cells.handle::<L>(values),
            buckets: self.buckets,
            unit: PhantomData,
        }
    }
}

impl<L: Labels, U: Unit> Recorded for Histogram<L, U> {
    type Cells = ShardedCells<HistogramKind>;

    fn cells(&self) -> &ShardedCells<HistogramKind> {
        &self.cells
    }

    fn sample(&self, observed: HistogramTotals) -> Sample {
        let sum = Number::from_total(observed.sum(), UnitRepr::<U>::REPR);
        let bounds = self.cells.desc().buckets;
        Sample::Histogram(HistogramSnapshot::new(bounds, observed.into_counts(), sum))
    }

    fn exercise_at(&self, index: SeriesIndex<'_>) {
        let (repr, handle) = (UnitRepr::<U>::REPR, self.cells.handle_at::<L>(index));
        let bounds = self.cells.desc().buckets;
        let above = bounds.last().map_or(1.0, |last| (2.0 * last.abs() + 1.0).min(f64::MAX));
        for amount in bounds.iter().copied().chain([above]) {
            handle.observe(Some(repr.largest_within(amount)), self.buckets, repr);
        }
    }
}

metric_methods!(Histogram, HistogramSeries);

/// One series of a [`Histogram`].
#[must_use = "a series records nothing by itself; call `observe`, `time` or `start_timer`"]
pub struct HistogramSeries<'a, U> {
    handle: ShardedHandle<'a, HistogramKind>,
    buckets: &'static BucketFinder,
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
        f.debug_tuple("HistogramSeries").field(&self.handle).finish()
    }
}

impl<U: Unit> HistogramSeries<'_, U> {
    /// Counts an observation. It may be negative in a unit with [`SIGNED`](Unit::SIGNED).
    ///
    /// A negative number in another unit, a number that is not finite, a duration above 584 years, and
    /// an observation that the sum cannot hold are ignored and counted by
    /// `tallymark_ignored_values_total`; see [`Unit`](crate::Unit#values-out-of-range).
    #[inline(always)]
    pub fn observe(&self, amount: Amount<U>) {
        let repr = UnitRepr::<U>::REPR;
        self.handle.observe(U::Value::observation_to_bits(amount, repr), self.buckets, repr);
    }

    /// Returns everything observed so far.
    #[must_use]
    pub fn snapshot(&self) -> HistogramSnapshot<Total<U>> {
        let observed = self.handle.read();
        let sum = U::Value::total_from_bits(observed.sum());
        HistogramSnapshot::new(self.handle.desc().buckets, observed.into_counts(), sum)
    }
}

impl<'a, U: Unit<Value = Duration>> HistogramSeries<'a, U> {
    /// Starts a timer. The timer observes the elapsed time when it is stopped or dropped.
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

    /// Runs `work` and observes the time it took, also if it panics.
    pub fn time<R>(&self, work: impl FnOnce() -> R) -> R {
        let _timer = self.start_timer();
        work()
    }

    /// Awaits `work` and observes the time from the first poll until it is ready or dropped.
    ///
    /// The future borrows only the metric. If the metric is in a `static`, the future is `'static` and can
    /// be given to an executor:
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
    /// fn spawn(_task: impl Future + Send + 'static) {}
    ///
    /// spawn(HTTP.request_duration_seconds().time_async(async { "answer" }));
    /// ```
    pub async fn time_async<F: Future>(self, work: F) -> F::Output {
        let _timer = self.start_timer();
        work.await
    }
}

/// Measures time for a [`Histogram`] in [`Seconds`](crate::Seconds). The timer observes the elapsed
/// time when it is dropped, also if a panic unwinds.
#[derive(Debug)]
#[must_use = "a timer dropped at once observes no time; bind it to `_timer`"]
pub struct Timer<'a, U: Unit<Value = Duration>> {
    /// `None` after the time was observed or discarded.
    series: Option<HistogramSeries<'a, U>>,
    start: Instant,
}

impl<U: Unit<Value = Duration>> Timer<'_, U> {
    /// Observes the time since the start and returns it.
    #[expect(clippy::must_use_candidate, reason = "callers stop a timer for its effect")]
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
