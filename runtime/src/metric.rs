//! The metric types: what a field of a group can be.

#[macro_use]
mod macros;

mod counter;
mod declared;
mod gauge;
mod histogram;
mod in_flight_guard;
mod snapshot;
mod up_down_counter;
mod view;

pub use counter::{Counter, CounterSeries};
pub use gauge::{Gauge, GaugeSeries};
pub use histogram::{Histogram, HistogramSeries, Timer};
pub use in_flight_guard::InFlightGuard;
pub use snapshot::HistogramSnapshot;
pub use up_down_counter::{UpDownCounter, UpDownCounterSeries};
pub use view::{MetricView, Sample, SeriesLabels};

pub(crate) use declared::Declared;

use crate::desc::Kind;
use crate::label::{HasLabels, Label, LabelAt, Labels};
use crate::unit::Unit;
use std::fmt;

/// A type that a field of a group can have: [`Counter`], [`Gauge`], [`UpDownCounter`] or
/// [`Histogram`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a metric",
    label = "not a metric",
    note = "use a `Counter`, `Gauge`, `UpDownCounter` or `Histogram`; mark a nested group `#[metric(group)]` and any other field `#[metric(skip)]`"
)]
pub trait Metric: fmt::Debug + Send + Sync + 'static {
    /// The kind.
    const KIND: Kind;
    /// The labels.
    type Labels: Labels;
    /// The unit.
    type Unit: Unit;
    /// One series of the metric, to record into.
    type Series<'a>
    where
        Self: 'a;

    /// Returns the series with these label values. Creates the series if a label is bounded and the
    /// value is new.
    fn series(&self, values: <Self::Labels as Labels>::Values<'_>) -> Self::Series<'_>;
}

/// One series of the metric `M`: the return type of its accessor.
pub type Series<'a, M> = <M as Metric>::Series<'a>;

/// The argument at position `I` of the accessor of the metric `M`, which has `N` label names.
pub type Arg<'a, M, const I: usize, const N: usize> =
    <<<<M as Metric>::Labels as HasLabels<N>>::Counted as LabelAt<I>>::Label as Label>::Value<'a>;
