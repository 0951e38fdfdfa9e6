//! Units: the values that a metric accepts, and their storage in 64 bits.

use std::fmt;
use std::time::Duration;

/// The unit of a metric, which decides the values that its methods accept.
///
/// | unit | `add`, `observe` take | `set` takes | `get` of a gauge returns | stored as |
/// |---|---|---|---|---|
/// | [`Count`] | `u64` | `i64` | `i64` | an integer |
/// | [`Bytes`] | `u64` | `u64` | `i64` | an integer |
/// | [`Seconds`] | [`Duration`] | [`Duration`] | `f64` seconds | nanoseconds |
/// | [`Ratio`] and the others | `f64` | `f64` | `f64` | a float |
///
/// Your own unit chooses one of these four forms by its [`UnitValue`]:
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
pub trait Unit: 'static {
    /// The name in OpenMetrics: a plural base unit such as `seconds` or `bytes`. Empty if the metric counts
    /// things.
    const NAME: &'static str;
    /// The form of the values: `i64`, `u64`, [`Duration`] or `f64`.
    type Value: UnitValue;
}

/// A count of things: tasks, errors, members. The default unit.
#[derive(Debug)]
pub struct Count;

/// Time, recorded as a [`Duration`] and exported in seconds. Sums are stored in nanoseconds, so they are
/// exact. A single duration above 584 years is ignored and counted.
#[derive(Debug)]
pub struct Seconds;

/// Sizes, in bytes.
#[derive(Debug)]
pub struct Bytes;

impl Unit for Count {
    const NAME: &'static str = "";
    type Value = i64;
}

impl Unit for Seconds {
    const NAME: &'static str = "seconds";
    type Value = Duration;
}

impl Unit for Bytes {
    const NAME: &'static str = "bytes";
    type Value = u64;
}

macro_rules! float_units {
    ($($(#[$doc:meta])* $unit:ident = $name:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $unit;

        impl Unit for $unit {
            const NAME: &'static str = $name;
            type Value = f64;
        }
    )*};
}

float_units! {
    /// Parts of a whole, from 0 to 1.
    Ratio = "ratio";
    /// Temperatures.
    Celsius = "celsius";
    /// Lengths.
    Meters = "meters";
    /// Electric potential.
    Volts = "volts";
    /// Electric current.
    Amperes = "amperes";
    /// Energy.
    Joules = "joules";
    /// Masses.
    Grams = "grams";
}

/// The form of a unit's values. Sealed: it is implemented by the four types in the table at [`Unit`].
pub trait UnitValue: Copy + sealed::Sealed + 'static {
    /// The type of an added or observed amount, which is never negative.
    type Amount: Copy + fmt::Debug + PartialEq + Send + Sync + 'static;
    /// The type of a gauge's or an up-down counter's value, which can be negative.
    type Reading: Copy + fmt::Debug + PartialEq + Send + Sync + 'static;
    /// The representation in 64 bits.
    #[doc(hidden)]
    const REPR: Repr;
    /// Returns 64 bits in the same order as the amounts; `None` if the amount is out of range.
    #[doc(hidden)]
    fn amount_to_bits(amount: Self::Amount) -> Option<u64>;
    #[doc(hidden)]
    fn amount_from_bits(bits: u64) -> Self::Amount;
    #[doc(hidden)]
    fn level_to_bits(self) -> u64;
    #[doc(hidden)]
    fn reading(bits: u64) -> Self::Reading;
}

/// The argument of `add`, `sub` and `observe` in the unit `U`.
pub type Amount<U> = <<U as Unit>::Value as UnitValue>::Amount;
/// The value of a gauge in the unit `U`.
pub type Reading<U> = <<U as Unit>::Value as UnitValue>::Reading;

mod sealed {
    pub trait Sealed {}
    impl Sealed for i64 {}
    impl Sealed for u64 {}
    impl Sealed for f64 {}
    impl Sealed for std::time::Duration {}
}

/// The representation of values in 64 bits. Amounts are never negative, so their bits have the same order as
/// the amounts in all three representations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repr {
    /// Two's complement.
    Integer,
    /// Two's complement, in nanoseconds.
    Nanoseconds,
    /// IEEE 754.
    Float,
}

impl Repr {
    /// Returns the value of a total, which is never negative.
    pub(crate) fn unsigned(self, bits: u64) -> Number {
        match self {
            Self::Integer => Number::Unsigned(bits),
            Self::Nanoseconds => Number::Float(unsigned_seconds(bits)),
            Self::Float => Number::Float(f64::from_bits(bits)),
        }
    }

    /// Returns the value of a gauge, which can be negative.
    pub(crate) fn signed(self, bits: u64) -> Number {
        match self {
            Self::Integer => Number::Signed(bits.cast_signed()),
            Self::Nanoseconds => Number::Float(signed_seconds(bits)),
            Self::Float => Number::Float(f64::from_bits(bits)),
        }
    }

    /// Returns the bits of the sum of two values. Integers wrap.
    #[inline]
    pub(crate) fn sum(self, a: u64, b: u64) -> u64 {
        match self {
            Self::Integer | Self::Nanoseconds => a.wrapping_add(b),
            Self::Float => (f64::from_bits(a) + f64::from_bits(b)).to_bits(),
        }
    }

    /// Returns the bits of the negated value.
    #[inline]
    pub(crate) fn negate(self, bits: u64) -> u64 {
        match self {
            Self::Integer | Self::Nanoseconds => bits.wrapping_neg(),
            Self::Float => (-f64::from_bits(bits)).to_bits(),
        }
    }

    /// Returns the power of two that contains the amount. A larger amount never has a smaller power.
    #[inline]
    pub(crate) const fn power(self, bits: u64) -> u32 {
        match self {
            Self::Integer | Self::Nanoseconds => u64::BITS - bits.leading_zeros(),
            // The exponent is above the 52 bits of the significand.
            Self::Float => (bits >> 52) as u32,
        }
    }

    /// Returns the bits of the largest amount that is not above the bucket's `bound`.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a bound below zero becomes 0, and a bound above the range the largest amount"
    )]
    pub(crate) const fn bound(self, bound: f64) -> u64 {
        match self {
            Self::Integer => bound as u64,
            Self::Nanoseconds => rounded(bound * 1e9),
            Self::Float => (bound.max(0.0) + 0.0).to_bits(),
        }
    }
}

/// Rounds half up. `f64::round` is no constant function before Rust 1.90.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "the cast saturates, and the remainder of a large value is 0"
)]
const fn rounded(value: f64) -> u64 {
    let whole = value as u64;
    if value - whole as f64 >= 0.5 { whole.saturating_add(1) } else { whole }
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 104 days, then rounded")]
fn unsigned_seconds(nanoseconds: u64) -> f64 {
    nanoseconds as f64 / 1e9
}

#[expect(clippy::cast_precision_loss, reason = "exact up to 104 days, then rounded")]
fn signed_seconds(bits: u64) -> f64 {
    bits.cast_signed() as f64 / 1e9
}

/// Returns the nanoseconds of a duration, or `None` above 64 bits.
fn nanoseconds(duration: Duration) -> Option<u64> {
    u64::try_from(duration.as_nanos()).ok()
}

impl UnitValue for i64 {
    type Amount = u64;
    type Reading = i64;
    const REPR: Repr = Repr::Integer;

    #[inline]
    fn amount_to_bits(amount: u64) -> Option<u64> {
        Some(amount)
    }
    fn amount_from_bits(bits: u64) -> u64 {
        bits
    }
    #[inline]
    fn level_to_bits(self) -> u64 {
        self.cast_unsigned()
    }
    fn reading(bits: u64) -> i64 {
        bits.cast_signed()
    }
}

impl UnitValue for u64 {
    type Amount = u64;
    type Reading = i64;
    const REPR: Repr = Repr::Integer;

    #[inline]
    fn amount_to_bits(amount: u64) -> Option<u64> {
        Some(amount)
    }
    fn amount_from_bits(bits: u64) -> u64 {
        bits
    }
    #[inline]
    fn level_to_bits(self) -> u64 {
        self.min(i64::MAX.cast_unsigned())
    }
    fn reading(bits: u64) -> i64 {
        bits.cast_signed()
    }
}

impl UnitValue for Duration {
    type Amount = Duration;
    type Reading = f64;
    const REPR: Repr = Repr::Nanoseconds;

    #[inline]
    fn amount_to_bits(amount: Duration) -> Option<u64> {
        nanoseconds(amount)
    }
    fn amount_from_bits(bits: u64) -> Duration {
        Duration::from_nanos(bits)
    }
    #[inline]
    fn level_to_bits(self) -> u64 {
        nanoseconds(self).map_or(i64::MAX.cast_unsigned(), u64::level_to_bits)
    }
    fn reading(bits: u64) -> f64 {
        signed_seconds(bits)
    }
}

impl UnitValue for f64 {
    type Amount = f64;
    type Reading = f64;
    const REPR: Repr = Repr::Float;

    #[inline]
    fn amount_to_bits(amount: f64) -> Option<u64> {
        // Adding zero turns -0.0 into 0.0. As an unsigned integer, the bits of -0.0 would be very large.
        (amount.is_finite() && amount >= 0.0).then(|| (amount + 0.0).to_bits())
    }
    fn amount_from_bits(bits: u64) -> f64 {
        f64::from_bits(bits)
    }
    #[inline]
    fn level_to_bits(self) -> u64 {
        self.to_bits()
    }
    fn reading(bits: u64) -> f64 {
        f64::from_bits(bits)
    }
}

/// An exported value. [`Display`](fmt::Display) writes the text format: integers in full, floats as the
/// shortest decimal that parses to the same float, and `+Inf`, `-Inf` and `NaN`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A total without a sign.
    Unsigned(u64),
    /// An integer with a sign.
    Signed(i64),
    /// A float, such as a duration in seconds.
    Float(f64),
}

impl Number {
    /// Returns the nearest float, which Prometheus stores.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "Prometheus stores floats")]
    pub fn as_f64(self) -> f64 {
        match self {
            Self::Unsigned(value) => value as f64,
            Self::Signed(value) => value as f64,
            Self::Float(value) => value,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Unsigned(value) => value.fmt(f),
            Self::Signed(value) => value.fmt(f),
            Self::Float(f64::INFINITY) => f.write_str("+Inf"),
            Self::Float(f64::NEG_INFINITY) => f.write_str("-Inf"),
            Self::Float(value) => value.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Number, Repr, UnitValue};
    use std::time::Duration;

    #[test]
    fn numbers_have_the_form_of_the_text_format() {
        let text = |number: Number| number.to_string();
        assert_eq!(text(Number::Unsigned(u64::MAX)), "18446744073709551615");
        assert_eq!(text(Number::Signed(-3)), "-3");
        assert_eq!(text(Number::Float(0.1)), "0.1");
        assert_eq!(text(Number::Float(f64::INFINITY)), "+Inf");
        assert_eq!(text(Number::Float(f64::NEG_INFINITY)), "-Inf");
        assert_eq!(text(Number::Float(f64::NAN)), "NaN");
    }

    #[test]
    fn amounts_out_of_range_have_no_bits() {
        for amount in [-1.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(f64::amount_to_bits(amount), None, "{amount}");
        }
        assert_eq!(f64::amount_to_bits(-0.0), Some(0));
        assert_eq!(Duration::amount_to_bits(Duration::MAX), None);
    }

    #[test]
    fn the_order_of_bits_is_the_order_of_amounts() {
        let amounts = [0.0, 1e-300, 0.1, 1.0, 1e300];
        let bits: Vec<_> = amounts.map(f64::amount_to_bits).to_vec();
        assert!(bits.is_sorted(), "{bits:?}");
    }

    #[test]
    fn an_amount_equal_to_a_bound_is_within_it() {
        let exact = |seconds| Duration::from_secs_f64(seconds).as_nanos();
        for bound in [0.0001, 0.0005, 0.1, 0.3, 10.0] {
            assert_eq!(u128::from(Repr::Nanoseconds.bound(bound)), exact(bound));
        }
        assert_eq!(Repr::Integer.bound(1024.9), 1024);
        assert_eq!(Repr::Integer.bound(-1.0), 0);
    }

    #[test]
    fn a_level_above_the_range_is_the_highest_level() {
        assert_eq!(u64::reading(u64::MAX.level_to_bits()), i64::MAX);
        assert!(Duration::reading(Duration::MAX.level_to_bits()) > 9e9);
    }
}
