//! Fixed-point numbers.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The largest number of decimals. 10 to this power, the number of steps in 1, fits into 64 bits.
pub(super) const MAX_DECIMALS: u8 = 18;

/// A number with a fixed count of decimals, stored as a whole number of steps. Sums of decimals are exact,
/// so this is the form for money.
///
/// ```
/// use tallymark::unit::Decimal;
/// use tallymark::{Metrics, Unit, UpDownCounter};
///
/// /// Euros, to the cent.
/// #[derive(Debug)]
/// pub struct Euros;
///
/// impl Unit for Euros {
///     const NAME: &'static str = "euros";
///     type Value = Decimal<2>;
/// }
///
/// #[derive(Debug, Metrics)]
/// struct BankMetrics {
///     /// Money on all accounts.
///     deposits_euros: UpDownCounter<(), Euros>,
/// }
///
/// static BANK: BankMetrics = BankMetrics::new();
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// BANK.deposits_euros().add("0.10".parse()?);
/// BANK.deposits_euros().add(Decimal::from_steps(20));
/// BANK.deposits_euros().sub(Decimal::from_f64(0.3).ok_or("too large")?);
/// assert_eq!(BANK.deposits_euros().get(), Decimal::ZERO);
/// # Ok(())
/// # }
/// ```
///
/// `DECIMALS` is at most 18; more do not compile. The range is -2^63 to 2^63 - 1 steps: with six decimals,
/// ±9.2 × 10<sup>12</sup>.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal<const DECIMALS: u8>(i64);

impl<const DECIMALS: u8> Decimal<DECIMALS> {
    /// Zero.
    pub const ZERO: Self = Self(0);
    /// The largest number.
    pub const MAX: Self = Self(i64::MAX);
    /// The smallest number.
    pub const MIN: Self = Self(i64::MIN);

    /// The number of steps in 1.
    pub(super) const STEPS: i64 = {
        assert!(DECIMALS <= MAX_DECIMALS, "a `Decimal` has at most 18 decimals; use fewer");
        10_i64.pow(DECIMALS as u32)
    };

    /// Returns the number with this many steps: `Decimal::<2>::from_steps(150)` is 1.50.
    #[must_use]
    pub const fn from_steps(steps: i64) -> Self {
        // A wrong number of decimals does not compile.
        let _ = Self::STEPS;
        Self(steps)
    }

    /// Returns the nearest number; `None` if the float is not finite or out of range. A float that was
    /// written with at most `DECIMALS` decimals and 15 digits gives exactly that number.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "10^18 is a float")]
    #[expect(clippy::cast_possible_truncation, reason = "the range is checked")]
    pub fn from_f64(number: f64) -> Option<Self> {
        const LIMIT: f64 = 9_223_372_036_854_775_808.0;
        let steps = (number * Self::STEPS as f64).round();
        (-LIMIT..LIMIT).contains(&steps).then_some(Self(steps as i64))
    }

    /// Returns the number of steps: 150 for 1.50 with two decimals.
    #[must_use]
    pub const fn steps(self) -> i64 {
        self.0
    }
}

impl<const DECIMALS: u8> fmt::Display for Decimal<DECIMALS> {
    /// Writes the exact number, without zeros at the end: `1.5`, `-0.01`, `3`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_steps(f, self.0, DECIMALS)
    }
}

impl<const DECIMALS: u8> fmt::Debug for Decimal<DECIMALS> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_steps(f, self.0, DECIMALS)
    }
}

/// Writes `steps` / 10^`decimals` exactly.
pub(super) fn write_steps(f: &mut fmt::Formatter<'_>, steps: i64, decimals: u8) -> fmt::Result {
    let (mut digits, mut width) = (steps.unsigned_abs(), usize::from(decimals.min(MAX_DECIMALS)));
    while width > 0 && digits.is_multiple_of(10) {
        digits /= 10;
        width -= 1;
    }
    let sign = if steps < 0 { "-" } else { "" };
    let scale = 10_u64.pow(u32::try_from(width).unwrap_or(0));
    let (whole, fraction) = (digits / scale, digits % scale);
    if width == 0 {
        write!(f, "{sign}{whole}")
    } else {
        write!(f, "{sign}{whole}.{fraction:0width$}")
    }
}

/// The reason why a text is not a [`Decimal`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParseDecimalError {
    /// The text is not digits with at most one sign before them and one point in them.
    #[error("not a decimal number; write digits, such as `-12.50`")]
    Syntax,
    /// The text has more decimals than the type.
    #[error("the number has more than {decimals} decimals; round it")]
    TooManyDecimals {
        /// The number of decimals of the type.
        decimals: u8,
    },
    /// The number does not fit into 64 bits.
    #[error("the number is out of range; use a `Decimal` with fewer decimals")]
    OutOfRange,
}

impl<const DECIMALS: u8> FromStr for Decimal<DECIMALS> {
    type Err = ParseDecimalError;

    /// Parses an exact number: `1`, `-0.50`, `+12.3`.
    ///
    /// # Errors
    ///
    /// [`ParseDecimalError`] if the text is not a number, or a number that the type cannot hold. Zeros at
    /// the end never count as decimals.
    fn from_str(text: &str) -> Result<Self, ParseDecimalError> {
        let (is_negative, digits) = match text.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = match digits.split_once('.') {
            Some((_, "")) => return Err(ParseDecimalError::Syntax),
            Some(parts) => parts,
            None => (digits, ""),
        };
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) {
            return Err(ParseDecimalError::Syntax);
        }
        let fraction = fraction.trim_end_matches('0');
        let Some(zeros) = usize::from(DECIMALS).checked_sub(fraction.len()) else {
            return Err(ParseDecimalError::TooManyDecimals { decimals: DECIMALS });
        };
        let digits = whole.bytes().chain(fraction.bytes()).map(|byte| i64::from(byte - b'0'));
        let mut digits = digits.chain(std::iter::repeat_n(0, zeros));
        let steps = digits.try_fold(0_i64, |steps, digit| {
            let steps = steps.checked_mul(10)?;
            if is_negative { steps.checked_sub(digit) } else { steps.checked_add(digit) }
        });
        steps.map(Self::from_steps).ok_or(ParseDecimalError::OutOfRange)
    }
}

#[cfg(test)]
mod tests {
    use super::{Decimal, ParseDecimalError};

    fn check_text(steps: i64, expected: &str) {
        assert_eq!(Decimal::<6>::from_steps(steps).to_string(), expected);
        assert_eq!(expected.parse(), Ok(Decimal::<6>::from_steps(steps)));
    }

    #[test]
    fn text_is_exact_and_parses_back() {
        check_text(0, "0");
        check_text(1, "0.000001");
        check_text(-1, "-0.000001");
        check_text(1_500_000, "1.5");
        check_text(-20_000_000, "-20");
        check_text(100, "0.0001");
        check_text(i64::MAX, "9223372036854.775807");
        check_text(i64::MIN, "-9223372036854.775808");
        assert_eq!(Decimal::<0>::from_steps(120).to_string(), "120");
        assert_eq!(Decimal::<18>::MIN.to_string(), "-9.223372036854775808");
    }

    #[test]
    fn text_that_is_no_number_is_refused() {
        for text in ["", "-", ".5", "5.", "1e3", "+-1", "1_000", " 1", "0x1", "NaN", "1.2.3"] {
            assert_eq!(text.parse::<Decimal<2>>(), Err(ParseDecimalError::Syntax), "{text}");
        }
        let too_many = Err(ParseDecimalError::TooManyDecimals { decimals: 2 });
        assert_eq!("0.001".parse::<Decimal<2>>(), too_many);
        assert_eq!("+0.1200".parse(), Ok(Decimal::<2>::from_steps(12)));
        for text in ["92233720368547758.08", "-92233720368547758.09", "1000000000000000000000"] {
            assert_eq!(text.parse::<Decimal<2>>(), Err(ParseDecimalError::OutOfRange), "{text}");
        }
    }

    #[test]
    fn float_is_rounded_to_the_nearest_step() {
        let steps = |number| Decimal::<2>::from_f64(number).map(Decimal::steps);
        assert_eq!(steps(0.29), Some(29));
        assert_eq!(steps(-1.999), Some(-200));
        assert_eq!(steps(-0.004), Some(0));
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e17, -1e17] {
            assert_eq!(steps(number), None, "{number}");
        }
        assert_eq!(steps(-92_233_720_368_547_758.08), Some(i64::MIN));
        for cents in (-1_000_000..1_000_000).step_by(7) {
            let text = Decimal::<2>::from_steps(cents).to_string();
            assert_eq!(steps(text.parse().expect("a float")), Some(cents), "{text}");
        }
    }
}
