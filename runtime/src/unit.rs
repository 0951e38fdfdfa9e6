//! Units: the values that a metric accepts, and their storage in 64 bits.

mod decimal;
mod number;
mod value;

pub use decimal::{Decimal, ParseDecimalError};
pub use number::Number;
pub use value::{IntegerValue, UnitValue};

pub(crate) use value::LevelChange;

use crate::repr::Repr;
use std::marker::PhantomData;
use std::time::Duration;

/// The unit of a metric, which decides the values that its methods accept.
///
/// | unit | `add`, `sub`, `observe` take | `set` takes | `get` of a gauge returns | stored as | observations below 0 |
/// |---|---|---|---|---|---|
/// | [`Count`] | `u64` | `i64` | `i64` | an integer | no |
/// | [`Bytes`] | `u64` | `u64` | `i64` | an integer | no |
/// | [`Count<N>`](Count), [`Bytes<N>`](Bytes) | `N`: `u8`, `u16`, `u32`, `u64` or `usize` | `N` | `i64` | an integer | no |
/// | [`Seconds`] | [`Duration`] | [`Duration`] | `f64` seconds | nanoseconds | no |
/// | [`Ratio`], [`Meters`], [`Grams`] | `f64` | `f64` | `f64` | a float | no |
/// | [`Float`], no unit | `f64` | `f64` | `f64` | a float | yes |
/// | [`Celsius`], [`Volts`], [`Amperes`], [`Joules`] | `f64` | `f64` | `f64` | a float | yes |
/// | your own, of [`Decimal<N>`](Decimal) | `Decimal<N>` | `Decimal<N>` | `Decimal<N>` | steps of 10<sup>-N</sup> | yes |
///
/// Your own unit chooses one of these forms by its [`UnitValue`]:
///
/// ```
/// use tallymark::{Counter, Metrics, Unit};
///
/// /// Gas, as the virtual machine counts it.
/// #[derive(Debug)]
/// pub struct Gas;
///
/// impl Unit for Gas {
///     const NAME: &'static str = "gas";
///     type Value = u64;
/// }
///
/// #[derive(Debug, Metrics)]
/// struct VmMetrics {
///     /// Gas used by executed transactions.
///     used_gas_total: Counter<(), Gas>,
/// }
///
/// static VM: VmMetrics = VmMetrics::new();
/// VM.used_gas_total().add(21_000);
/// assert_eq!(VM.used_gas_total().get(), 21_000);
/// ```
///
/// # Signs
///
/// Gauges and up-down counters of every unit can read below 0. In units of `f64` and [`Decimal`] they take
/// signed amounts: `add(-0.5)` is `sub(0.5)`. Counters never take an amount below 0. Histograms take
/// observations and bounds below 0 only in units with [`SIGNED`](Self::SIGNED).
///
/// # Values out of range
///
/// No method panics and no number wraps. A value that cannot be recorded is ignored and counted by the self
/// metric `tallymark_ignored_values_total`. Debug and release builds do the same.
///
/// | value | result |
/// |---|---|
/// | an amount or observation that is NaN or infinite | ignored and counted |
/// | a counter's amount below 0; an observation below 0 in a unit without signs | ignored and counted |
/// | a duration above 2^64 - 1 nanoseconds (584 years) | ignored and counted |
/// | a gauge's or up-down counter's amount above 2^63 - 1 steps (for a duration, 292 years) | ignored and counted |
/// | an amount that takes a gauge above or below 64 bits with a sign, or a float gauge to an infinite value or NaN | ignored and counted; the gauge keeps its value |
/// | an amount or observation that the words of the metric cannot hold: a total or sum above 2^64 - 1 steps, a sum of `Decimal` outside ±(2^63 - 1) steps, an infinite float | ignored and counted |
/// | `set` with an integer or a duration above 2^63 - 1 steps | the gauge is set to 2^63 - 1 steps |
/// | `set` with any float, also NaN or infinite | the gauge shows it |
/// | a total or sum of all threads together, or the level of an up-down counter, outside its range | reads as the end of the range |
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a unit",
    label = "not a unit",
    note = "the second type argument is a unit: `Seconds` for a `Duration`, `Bytes`, `Ratio` and others, or your own type that implements `Unit`",
    note = "labels are one tuple, the first type argument: `Counter<(Method, Outcome)>`"
)]
pub trait Unit: Sized + 'static {
    /// The name in OpenMetrics: a plural base unit such as `seconds` or `bytes`. Empty if the metric counts
    /// things.
    const NAME: &'static str;
    /// The form of the values: an integer, [`Duration`], `f64` or [`Decimal`].
    type Value: UnitValue;
    /// True if histograms take observations and bounds below 0. The default is true for `f64` and
    /// [`Decimal`], the only values that have a sign.
    ///
    /// The sum of observations below 0 goes down, so use neither `rate` nor `increase` on the `_sum` of
    /// such a histogram.
    ///
    /// ```
    /// use tallymark::Unit;
    ///
    /// /// Mass in kilograms, which is never below 0.
    /// #[derive(Debug)]
    /// pub struct Kilograms;
    ///
    /// impl Unit for Kilograms {
    ///     const NAME: &'static str = "kilograms";
    ///     type Value = f64;
    ///     const SIGNED: bool = false;
    /// }
    /// ```
    const SIGNED: bool = <Self::Value as UnitValue>::SIGNED_REPR.is_some();
    #[doc(hidden)]
    const __DESC: UnitDesc = UnitDesc { name: Self::NAME, repr: UnitRepr::<Self>::REPR };
}

/// A unit, as the declaration of a metric needs it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct UnitDesc {
    pub(crate) name: &'static str,
    pub(crate) repr: Repr,
}

/// The representation of the values of the unit `U`.
pub(crate) struct UnitRepr<U>(PhantomData<U>);

impl<U: Unit> UnitRepr<U> {
    pub(crate) const REPR: Repr = match <U::Value as UnitValue>::SIGNED_REPR {
        Some(repr) if U::SIGNED => repr,
        None if U::SIGNED => panic!(
            "the values of this unit have no sign; remove `SIGNED`, or use `f64` or `Decimal` as `Value`"
        ),
        _ => <U::Value as UnitValue>::REPR,
    };
}

/// A count of things: tasks, errors, members. The default unit.
///
/// `N` is the type of the numbers that a program has: `u8`, `u16`, `u32`, `u64` or `usize`. Each fits into the
/// 64 bits of a series, so no call needs a cast. Totals read as `u64`, and gauges as `i64`.
///
/// ```
/// use tallymark::{Count, Gauge, Metrics};
///
/// #[derive(Debug, Metrics)]
/// struct QueueMetrics {
///     /// Tasks that wait.
///     queue_depth: Gauge<(), Count<usize>>,
/// }
///
/// static QUEUE: QueueMetrics = QueueMetrics::new();
/// QUEUE.queue_depth().set(["a", "b"].len());
/// assert_eq!(QUEUE.queue_depth().get(), 2);
/// ```
#[derive(Debug)]
pub struct Count<N = i64>(PhantomData<fn() -> N>);

/// Time, recorded as a [`Duration`] and exported in seconds. Sums are stored in nanoseconds, so they are
/// exact.
#[derive(Debug)]
pub struct Seconds;

/// Sizes, in bytes. `N` is the type of the numbers that a program has, as for [`Count`].
///
/// ```
/// use tallymark::{Bytes, Histogram, Metrics, buckets};
///
/// #[derive(Debug, Metrics)]
/// struct NetMetrics {
///     /// Sizes of frames.
///     #[metric(buckets = buckets::exponential::<8>(64.0, 4.0))]
///     frame_size_bytes: Histogram<(), Bytes<usize>>,
/// }
///
/// static NET: NetMetrics = NetMetrics::new();
/// NET.frame_size_bytes().observe([0_u8; 512].len());
/// assert_eq!(NET.frame_size_bytes().snapshot().sum, 512);
/// ```
#[derive(Debug)]
pub struct Bytes<N = u64>(PhantomData<fn() -> N>);

impl<N: IntegerValue> Unit for Count<N> {
    const NAME: &'static str = "";
    type Value = N;
}

impl Unit for Seconds {
    const NAME: &'static str = "seconds";
    type Value = Duration;
}

impl<N: IntegerValue> Unit for Bytes<N> {
    const NAME: &'static str = "bytes";
    type Value = N;
}

macro_rules! float_units {
    ($($(#[$doc:meta])* $unit:ident = $name:literal, $signed:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $unit;

        impl Unit for $unit {
            const NAME: &'static str = $name;
            type Value = f64;
            const SIGNED: bool = $signed;
        }
    )*};
}

float_units! {
    /// Numbers without a unit that have a fraction or a sign: a score, a load average. As for [`Count`], the
    /// name has no unit.
    ///
    /// ```
    /// use tallymark::{Float, Gauge, Metrics};
    ///
    /// #[derive(Debug, Metrics)]
    /// struct PeerMetrics {
    ///     /// The mean score of the connected peers.
    ///     peer_score: Gauge<(), Float>,
    /// }
    ///
    /// static PEERS: PeerMetrics = PeerMetrics::new();
    /// PEERS.peer_score().set(-12.5);
    /// assert_eq!(PEERS.peer_score().get(), -12.5);
    /// ```
    Float = "", true;
    /// Parts of a whole, from 0 to 1.
    Ratio = "ratio", false;
    /// Temperatures.
    Celsius = "celsius", true;
    /// Lengths, which are never below 0.
    Meters = "meters", false;
    /// Electric potential.
    Volts = "volts", true;
    /// Electric current.
    Amperes = "amperes", true;
    /// Energy, taken in or given off.
    Joules = "joules", true;
    /// Masses, which are never below 0.
    Grams = "grams", false;
}

/// The argument of `add`, `sub` and `observe` in the unit `U`.
pub type Amount<U> = <<U as Unit>::Value as UnitValue>::Amount;
/// The total of a counter, or the sum of a histogram, in the unit `U`.
pub type Total<U> = <<U as Unit>::Value as UnitValue>::Total;
/// The value of a gauge in the unit `U`.
pub type Reading<U> = <<U as Unit>::Value as UnitValue>::Reading;
