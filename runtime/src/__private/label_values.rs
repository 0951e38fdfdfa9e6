//! The rule `label_value` for types that implement `LabelValue` by hand. The derive itself checks an enum.

use super::ConstStr;
use super::unique_names::{HASH_START, hash, same};
use crate::desc::{LabelValueDesc, LabelValues};
use crate::label::{LabelValue, MAX_VALUES, OTHER};
use std::marker::PhantomData;

/// The values of the type `T`. `FixedValues::<T>::PROBLEM` is the inherent constant if `T` is a fixed label,
/// and otherwise that of [`NoFixedValues`]. The compiler evaluates the constant once for each type.
#[derive(Debug)]
pub struct FixedValues<T: ?Sized>(PhantomData<fn(&T)>);

impl<T: LabelValue> FixedValues<T> {
    /// The first mistake in the values.
    pub const PROBLEM: Option<ValueProblem> =
        if T::__IS_CHECKED { None } else { find_problem(T::VALUES) };
}

/// The fallback for types that are not fixed labels.
pub trait NoFixedValues {
    /// There are no values to check.
    const PROBLEM: Option<ValueProblem> = None;
}

impl<T: ?Sized> NoFixedValues for FixedValues<T> {}

/// A mistake in the values of a fixed label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueProblem {
    /// There are no values.
    NoValues,
    /// There are more than [`MAX_VALUES`] values.
    TooMany(usize),
    /// A value is the empty string.
    Empty,
    /// A value has a NUL character.
    Nul,
    /// A value is that of the overflow series.
    Overflow,
    /// A value occurs twice.
    Twice(&'static str),
}

/// Returns the first mistake in the fixed labels of a metric.
#[must_use]
pub const fn find_in_labels(labels: &[LabelValues]) -> Option<ValueProblem> {
    let mut index = 0;
    while index < labels.len() {
        if let LabelValues::Fixed(values) = labels[index] {
            let problem = find_problem(values);
            if problem.is_some() {
                return problem;
            }
        }
        index += 1;
    }
    None
}

/// Returns the error for a mistake in the values of `label`, such as "label `Way`".
#[must_use]
pub const fn check(label: &str, problem: Option<ValueProblem>) -> Option<ConstStr<400>> {
    let Some(problem) = problem else { return None };
    let text: ConstStr<400> = ConstStr::new().str(label).str(" has ");
    Some(match problem {
        ValueProblem::NoValues => text.str("no values; add one to `VALUES`"),
        ValueProblem::TooMany(count) => text
            .number(count)
            .str(" values; use at most ")
            .number(MAX_VALUES)
            .str(", or `Bounded<T, MAX>`"),
        ValueProblem::Empty => {
            text.str("an empty value, which means no label in Prometheus; write a value")
        }
        ValueProblem::Nul => text.str(
            "a value with a NUL character, which Prometheus' text format cannot express; remove the character",
        ),
        ValueProblem::Overflow => text
            .str("the value \"")
            .str(OTHER)
            .str("\", which is for the overflow series of bounded labels; write another value"),
        ValueProblem::Twice(value) => text
            .str("the value \"")
            .str(value)
            .str("\" twice, which would be two series with the same labels; remove one"),
    })
}

/// The size of the table of values: at most half of the slots are used.
const SLOTS: usize = 2 * MAX_VALUES;

/// Uses a hash table, because the compiler aborts an evaluation that compares each pair of many values.
const fn find_problem(values: &'static [LabelValueDesc]) -> Option<ValueProblem> {
    if values.is_empty() {
        return Some(ValueProblem::NoValues);
    }
    if values.len() > MAX_VALUES {
        return Some(ValueProblem::TooMany(values.len()));
    }
    // The number of the value in each slot, from 1; 0 is a free slot.
    let mut taken = [0_u16; SLOTS];
    let mut index = 0;
    while index < values.len() {
        let value = values[index].value;
        if value.is_empty() {
            return Some(ValueProblem::Empty);
        }
        if has_nul(value) {
            return Some(ValueProblem::Nul);
        }
        if same(value, OTHER, "") {
            return Some(ValueProblem::Overflow);
        }
        let mut probe = hash(HASH_START, value);
        loop {
            #[expect(clippy::cast_possible_truncation, reason = "only the low bits select a slot")]
            let slot = probe as usize & (SLOTS - 1);
            if taken[slot] == 0 {
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "there are at most 4,096 values"
                )]
                let number = index as u16 + 1;
                taken[slot] = number;
                break;
            }
            if same(value, values[taken[slot] as usize - 1].value, "") {
                return Some(ValueProblem::Twice(value));
            }
            probe = probe.wrapping_add(1);
        }
        index += 1;
    }
    None
}

const fn has_nul(text: &str) -> bool {
    let mut rest = text.as_bytes();
    while let [byte, after @ ..] = rest {
        if *byte == 0 {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{ValueProblem, check, find_problem};
    use crate::desc::LabelValueDesc;
    use crate::label::MAX_VALUES;

    fn problem(values: impl IntoIterator<Item = String>) -> Option<ValueProblem> {
        let values =
            values.into_iter().map(|value| LabelValueDesc { value: value.leak(), doc: "" });
        find_problem(values.collect::<Vec<_>>().leak())
    }

    #[test]
    fn values_are_nonempty_and_distinct() {
        let values = |values: &[&str]| problem(values.iter().map(ToString::to_string));
        assert_eq!(values(&["a", "b", "ab", "ba"]), None);
        assert_eq!(values(&[]), Some(ValueProblem::NoValues));
        assert_eq!(values(&["a", ""]), Some(ValueProblem::Empty));
        assert_eq!(values(&["a", "b\0"]), Some(ValueProblem::Nul));
        assert_eq!(values(&["a", "__other__"]), Some(ValueProblem::Overflow));
        assert_eq!(values(&["a", "b", "c", "b"]), Some(ValueProblem::Twice("b")));
    }

    #[test]
    fn the_largest_number_of_values_is_checked() {
        let numbers = |count: usize| (0..count).map(|number| number.to_string());
        assert_eq!(problem(numbers(MAX_VALUES)), None);
        let more = MAX_VALUES + 1;
        assert_eq!(problem(numbers(more)), Some(ValueProblem::TooMany(more)));
        let twice = numbers(MAX_VALUES - 1).chain(["7".to_owned()]);
        assert_eq!(problem(twice), Some(ValueProblem::Twice("7")));
    }

    #[test]
    fn the_message_names_the_type_and_the_value() {
        let text = check("label `Wrong`", Some(ValueProblem::Twice("a"))).expect("an error");
        assert_eq!(
            text.as_str(),
            "label `Wrong` has the value \"a\" twice, which would be two series with the same labels; \
             remove one"
        );
    }
}
