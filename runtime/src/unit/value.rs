//! The five forms of values, and their 64 bits.

use super::decimal::Decimal;
use super::number::level_seconds;
use crate::repr::Repr;
use std::fmt;
use std::time::Duration;

/// The form of a unit's values. Sealed: it is implemented by the types in the table at
/// [`Unit`](super::Unit).
pub trait UnitValue: Copy + sealed::Sealed + 'static {
    /// The type of an added, subtracted or observed amount.
    type Amount: Copy + fmt::Debug + PartialEq + Send + Sync + 'static;
    /// The type of a gauge's or an up-down counter's value, which can be negative.
    type Reading: Copy + fmt::Debug + PartialEq + Send + Sync + 'static;
    /// The type of a counter's total and of a histogram's sum. It is wider than a narrow integer.
    type Total: Copy + fmt::Debug + PartialEq + Send + Sync + 'static;
    /// The representation in 64 bits.
    #[doc(hidden)]
    const REPR: Repr;
    /// The representation if observations can be negative; `None` if the values have no sign.
    #[doc(hidden)]
    const SIGNED_REPR: Option<Repr>;
    /// Returns the bits of an amount that is not negative; `None` if it is out of range.
    #[doc(hidden)]
    fn amount_to_bits(amount: Self::Amount) -> Option<u64>;
    /// Returns the bits of an observation; `None` if it is out of range.
    #[doc(hidden)]
    #[inline(always)]
    fn observation_to_bits(amount: Self::Amount, _repr: Repr) -> Option<u64> {
        Self::amount_to_bits(amount)
    }
    /// Returns how an amount changes a level.
    #[doc(hidden)]
    fn change(amount: Self::Amount) -> LevelChange;
    #[doc(hidden)]
    fn total_from_bits(bits: u64) -> Self::Total;
    #[doc(hidden)]
    fn level_to_bits(self) -> u64;
    #[doc(hidden)]
    fn reading(bits: u64) -> Self::Reading;
}

/// The integers. Metrics in a unit of one of them have `inc` and `dec`.
pub trait IntegerValue: UnitValue {
    #[doc(hidden)]
    const ONE: Self::Amount;
}

/// The change of a level by an amount. The bits are those of the amount without its sign; `None` if the
/// amount is out of range.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevelChange {
    Up(Option<u64>),
    Down(Option<u64>),
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for i64 {}
    impl Sealed for u8 {}
    impl Sealed for u16 {}
    impl Sealed for u32 {}
    impl Sealed for u64 {}
    impl Sealed for usize {}
    impl Sealed for f64 {}
    impl Sealed for std::time::Duration {}
    impl<const DECIMALS: u8> Sealed for super::Decimal<DECIMALS> {}
}

/// The largest number of steps of a level and of a change.
const MAX_LEVEL: u64 = i64::MAX.cast_unsigned();

/// Returns the steps of an amount that a level can hold.
#[inline(always)]
fn level_steps(steps: u64) -> Option<u64> {
    (steps <= MAX_LEVEL).then_some(steps)
}

/// Returns the nanoseconds of a duration, or `None` above 64 bits.
#[inline(always)]
fn nanoseconds(duration: Duration) -> Option<u64> {
    u64::try_from(duration.as_nanos()).ok()
}

/// An unsigned integer that 64 bits hold.
trait Widen {
    fn widen(self) -> u64;
}

impl Widen for u64 {
    #[inline(always)]
    fn widen(self) -> u64 {
        self
    }
}

impl Widen for usize {
    #[inline(always)]
    fn widen(self) -> u64 {
        // No platform has a wider address.
        self as u64
    }
}

/// Writes the items of an integer whose amounts are `$amount`.
macro_rules! integer_amounts {
    ($amount:ident) => {
        type Amount = $amount;
        type Reading = i64;
        type Total = u64;
        const REPR: Repr = Repr::Integer;
        const SIGNED_REPR: Option<Repr> = None;

        #[inline(always)]
        fn amount_to_bits(amount: $amount) -> Option<u64> {
            Some(amount.widen())
        }
        #[inline(always)]
        fn change(amount: $amount) -> LevelChange {
            LevelChange::Up(level_steps(amount.widen()))
        }
        fn total_from_bits(bits: u64) -> u64 {
            bits
        }
        fn reading(bits: u64) -> i64 {
            bits.cast_signed()
        }
    };
}

impl UnitValue for i64 {
    integer_amounts!(u64);

    #[inline]
    fn level_to_bits(self) -> u64 {
        self.cast_unsigned()
    }
}

impl IntegerValue for i64 {
    const ONE: u64 = 1;
}

macro_rules! unsigned {
    ($($integer:ident)*) => {$(
        impl UnitValue for $integer {
            integer_amounts!($integer);

            #[inline]
            fn level_to_bits(self) -> u64 {
                self.widen().min(MAX_LEVEL)
            }
        }

        impl IntegerValue for $integer {
            const ONE: Self = 1;
        }
    )*};
}

unsigned!(u8 u16 u32 u64 usize);

macro_rules! narrow {
    ($($integer:ident)*) => {$(
        impl Widen for $integer {
            #[inline(always)]
            fn widen(self) -> u64 {
                u64::from(self)
            }
        }
    )*};
}

narrow!(u8 u16 u32);

impl UnitValue for Duration {
    type Amount = Duration;
    type Reading = f64;
    type Total = Duration;
    const REPR: Repr = Repr::Nanoseconds;
    const SIGNED_REPR: Option<Repr> = None;

    #[inline]
    fn amount_to_bits(amount: Duration) -> Option<u64> {
        nanoseconds(amount)
    }
    #[inline]
    fn change(amount: Duration) -> LevelChange {
        LevelChange::Up(nanoseconds(amount).and_then(level_steps))
    }
    fn total_from_bits(bits: u64) -> Duration {
        Duration::from_nanos(bits)
    }
    #[inline]
    fn level_to_bits(self) -> u64 {
        nanoseconds(self).unwrap_or(MAX_LEVEL).min(MAX_LEVEL)
    }
    fn reading(bits: u64) -> f64 {
        level_seconds(bits)
    }
}

impl UnitValue for f64 {
    type Amount = f64;
    type Reading = f64;
    type Total = f64;
    const REPR: Repr = Repr::Float;
    const SIGNED_REPR: Option<Repr> = Some(Repr::SignedFloat);

    #[inline(always)]
    fn amount_to_bits(amount: f64) -> Option<u64> {
        // Adding zero turns -0.0 into 0.0. As integers, the bits of negative numbers and of NaN are above
        // those of infinity.
        let bits = (amount + 0.0).to_bits();
        (bits < f64::INFINITY.to_bits()).then_some(bits)
    }
    #[inline(always)]
    fn observation_to_bits(amount: f64, repr: Repr) -> Option<u64> {
        if !repr.is_signed() {
            return Self::amount_to_bits(amount);
        }
        let number = amount + 0.0;
        (number.abs().to_bits() < f64::INFINITY.to_bits()).then_some(number.to_bits())
    }
    #[inline]
    fn change(amount: f64) -> LevelChange {
        if amount < 0.0 {
            LevelChange::Down(Self::amount_to_bits(-amount))
        } else {
            LevelChange::Up(Self::amount_to_bits(amount))
        }
    }
    fn total_from_bits(bits: u64) -> f64 {
        f64::from_bits(bits)
    }
    #[inline]
    fn level_to_bits(self) -> u64 {
        // Adding zero turns -0.0 into 0.0.
        (self + 0.0).to_bits()
    }
    fn reading(bits: u64) -> f64 {
        f64::from_bits(bits)
    }
}

impl<const DECIMALS: u8> Decimal<DECIMALS> {
    const fn repr(is_signed: bool) -> Repr {
        // A wrong number of decimals does not compile.
        let _ = Self::STEPS;
        Repr::Decimal { decimals: DECIMALS, is_signed }
    }
}

impl<const DECIMALS: u8> UnitValue for Decimal<DECIMALS> {
    type Amount = Self;
    type Reading = Self;
    type Total = Self;
    const REPR: Repr = Self::repr(false);
    const SIGNED_REPR: Option<Repr> = Some(Self::repr(true));

    #[inline]
    fn amount_to_bits(amount: Self) -> Option<u64> {
        u64::try_from(amount.steps()).ok()
    }
    #[inline]
    fn observation_to_bits(amount: Self, repr: Repr) -> Option<u64> {
        if repr.is_signed() {
            Some(amount.steps().cast_unsigned())
        } else {
            Self::amount_to_bits(amount)
        }
    }
    #[inline]
    fn change(amount: Self) -> LevelChange {
        let size = level_steps(amount.steps().unsigned_abs());
        if amount.steps() < 0 { LevelChange::Down(size) } else { LevelChange::Up(size) }
    }
    fn total_from_bits(bits: u64) -> Self {
        Self::from_steps(bits.cast_signed())
    }
    #[inline]
    fn level_to_bits(self) -> u64 {
        self.steps().cast_unsigned()
    }
    fn reading(bits: u64) -> Self {
        Self::from_steps(bits.cast_signed())
    }
}

#[cfg(test)]
mod tests {
    use super::{LevelChange, UnitValue};
    use crate::repr::Repr;
    use crate::unit::Decimal;
    use std::time::Duration;

    type Cents = Decimal<2>;

    #[test]
    fn amounts_out_of_range_have_no_bits() {
        for amount in [-1.0, -5e-324, f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(f64::amount_to_bits(amount), None, "{amount}");
        }
        assert_eq!(f64::amount_to_bits(-0.0), Some(0));
        assert_eq!(f64::amount_to_bits(f64::MAX), Some(f64::MAX.to_bits()));
        assert_eq!(Duration::amount_to_bits(Duration::MAX), None);
        assert_eq!(Cents::amount_to_bits(Cents::from_steps(-1)), None);
    }

    #[test]
    fn the_order_of_bits_is_the_order_of_amounts() {
        let amounts = [0.0, 1e-300, 0.1, 1.0, 1e300];
        let bits: Vec<_> = amounts.map(f64::amount_to_bits).to_vec();
        assert!(bits.is_sorted(), "{bits:?}");
    }

    #[test]
    fn observations_below_zero_have_bits_in_signed_units() {
        let observe = f64::observation_to_bits;
        assert_eq!(observe(-1.5, Repr::SignedFloat), Some((-1.5_f64).to_bits()));
        assert_eq!(observe(-0.0, Repr::SignedFloat), Some(0));
        assert_eq!(observe(-1.5, Repr::Float), None);
        for amount in [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(observe(amount, Repr::SignedFloat), None, "{amount}");
        }
        let cent = Cents::from_steps(-1);
        assert_eq!(Cents::observation_to_bits(cent, Cents::REPR), None);
        let signed = Cents::SIGNED_REPR.expect("decimals have a sign");
        assert_eq!(Cents::observation_to_bits(cent, signed), Some(u64::MAX));
    }

    #[test]
    fn a_change_has_a_direction_and_a_size() {
        use LevelChange::{Down, Up};
        assert_eq!(f64::change(-0.5), Down(Some(0.5_f64.to_bits())));
        assert_eq!(f64::change(-0.0), Up(Some(0)));
        assert_eq!(f64::change(f64::NAN), Up(None));
        assert_eq!(f64::change(f64::NEG_INFINITY), Down(None));
        assert_eq!(u64::change(1 << 63), Up(None));
        assert_eq!(i64::change((1 << 63) - 1), Up(Some(u64::MAX >> 1)));
        assert_eq!(Duration::change(Duration::from_nanos(1 << 63)), Up(None));
        assert_eq!(Cents::change(Cents::from_steps(-7)), Down(Some(7)));
        assert_eq!(Cents::change(Cents::MIN), Down(None));
    }

    #[test]
    fn a_level_above_the_range_is_the_highest_level() {
        assert_eq!(u64::reading(u64::MAX.level_to_bits()), i64::MAX);
        assert!(Duration::reading(Duration::MAX.level_to_bits()) > 9e9);
        assert!(Duration::reading(Duration::from_nanos(u64::MAX).level_to_bits()) > 9e9);
    }
}
