//! Units: the values that a metric accepts, and their storage in 64 bits.

mod number;

pub use number::Number;

use self::number::level_seconds;
use crate::repr::Repr;
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
        level_seconds(bits)
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

#[cfg(test)]
mod tests {
    use super::UnitValue;
    use std::time::Duration;

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
    fn a_level_above_the_range_is_the_highest_level() {
        assert_eq!(u64::reading(u64::MAX.level_to_bits()), i64::MAX);
        assert!(Duration::reading(Duration::MAX.level_to_bits()) > 9e9);
    }
}
