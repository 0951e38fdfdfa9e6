//! The labels of a metric together: `()`, one label, or a tuple of up to eight.

use super::series_index::SeriesIndex;
use super::single::Label;
use crate::desc::LabelValues;

/// The labels of a metric: `()`, one label, or a tuple of up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label or a tuple of labels",
    label = "not a label",
    note = "add `#[derive(Clone, Copy, LabelValue)]` to the enum of the label's values",
    note = "for values that are not known in advance, write `Bounded<str, 100>`, `Bounded<u16, 100>` or `Bounded<YourType, 100>` with a `BoundedValue`"
)]
pub trait Labels: 'static {
    /// The number of labels, as a type.
    #[doc(hidden)]
    type Count;
    /// The arguments of the accessor: a tuple with one value for each label.
    type Values<'a>: Copy;
    /// The values of each label.
    const DOMAINS: &'static [LabelValues];

    /// Returns the index of the series with these values.
    #[doc(hidden)]
    fn place(values: Self::Values<'_>) -> SeriesIndex<'_>;
}

/// The label at an index of [`Labels`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no label at position {I}",
    label = "fewer label types than names in `labels(..)`"
)]
pub trait LabelAt<const I: usize> {
    /// The type of the label.
    type Label: Label;
}

/// Labels in the number `N` of names in `labels(..)`.
pub trait HasLabels<const N: usize>: Labels {
    /// The same labels. Generated code refers to the labels through this type, so a wrong number is
    /// one error.
    type Counted: Labels;

    /// Returns the same values.
    fn values(values: <Self::Counted as Labels>::Values<'_>) -> Self::Values<'_>;
}

/// The derive's value of `N` if it has already reported a wrong number of names.
const ANY_NUMBER: usize = usize::MAX;

impl<L: Labels, const N: usize> HasLabels<N> for L
where
    L::Count: CountIs<N>,
{
    type Counted = <L::Count as CountIs<N>>::Same<L>;

    #[inline]
    fn values(values: <Self::Counted as Labels>::Values<'_>) -> L::Values<'_> {
        <L::Count as CountIs<N>>::same::<L>(values)
    }
}

/// A number of labels, as a type.
#[derive(Debug)]
pub enum LabelCount<const N: usize> {}

/// A [`LabelCount`] that equals `N`.
#[diagnostic::on_unimplemented(
    message = "`labels(..)` has {N} names, and the metric's type has another number of labels",
    label = "write one name for each label type in `labels(..)`"
)]
pub trait CountIs<const N: usize> {
    /// The type `L` itself.
    type Same<L: Labels>: Labels;

    /// Returns the values of `L`.
    fn same<L: Labels>(values: <Self::Same<L> as Labels>::Values<'_>) -> L::Values<'_>;
}

macro_rules! numbers {
    ($($number:literal)*) => {$(
        numbers!(@count_is $number $number);
        numbers!(@count_is ANY_NUMBER $number);
    )*};
    (@count_is $n:tt $number:literal) => {
        impl CountIs<$n> for LabelCount<$number> {
            type Same<L: Labels> = L;

            #[inline]
            fn same<L: Labels>(values: L::Values<'_>) -> L::Values<'_> {
                values
            }
        }
    };
}

numbers!(0 1 2 3 4 5 6 7 8);

impl Labels for () {
    type Count = LabelCount<0>;
    type Values<'a> = ();
    const DOMAINS: &'static [LabelValues] = &[];

    #[inline(always)]
    fn place((): Self::Values<'_>) -> SeriesIndex<'_> {
        SeriesIndex::start()
    }
}

impl<T: Label> Labels for T {
    type Count = LabelCount<1>;
    type Values<'a> = (T::Value<'a>,);
    const DOMAINS: &'static [LabelValues] = &[T::DOMAIN];

    #[inline(always)]
    fn place((value,): Self::Values<'_>) -> SeriesIndex<'_> {
        let mut index = SeriesIndex::start();
        T::push(value, &mut index);
        index
    }
}

impl<T: Label> LabelAt<0> for T {
    type Label = T;
}

macro_rules! tuples {
    ($($count:literal $names:tt;)*) => {$(
        tuples!(@labels $count $names);
        tuples!(@each $names $names);
    )*};
    (@labels $count:literal ($($label:ident $value:ident $index:tt),*)) => {
        impl<$($label: Label),*> Labels for ($($label,)*) {
            type Count = LabelCount<$count>;
            type Values<'a> = ($($label::Value<'a>,)*);
            const DOMAINS: &'static [LabelValues] = &[$($label::DOMAIN),*];

            #[inline(always)]
            fn place(($($value,)*): Self::Values<'_>) -> SeriesIndex<'_> {
                let mut index = SeriesIndex::start();
                $($label::push($value, &mut index);)*
                index
            }
        }
    };
    (@each () $all:tt) => {};
    (@each ($label:ident $value:ident $index:tt $(, $($rest:tt)*)?) ($($all:ident $v:ident $i:tt),*)) => {
        impl<$($all: Label),*> LabelAt<$index> for ($($all,)*) {
            type Label = $label;
        }
        tuples!(@each ($($($rest)*)?) ($($all $v $i),*));
    };
}

tuples! {
    1 (A a 0);
    2 (A a 0, B b 1);
    3 (A a 0, B b 1, C c 2);
    4 (A a 0, B b 1, C c 2, D d 3);
    5 (A a 0, B b 1, C c 2, D d 3, E e 4);
    6 (A a 0, B b 1, C c 2, D d 3, E e 4, F f 5);
    7 (A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6);
    8 (A a 0, B b 1, C c 2, D d 3, E e 4, F f 5, G g 6, H h 7);
}

/// Returns the number of series that the bounded labels of `L` allow for each choice of the fixed labels;
/// `None` without bounded labels.
pub(crate) const fn bounded_series<L: Labels>() -> Option<usize> {
    let mut product = None;
    let mut index = 0;
    while index < L::DOMAINS.len() {
        product = L::DOMAINS[index].multiply_bound(product);
        index += 1;
    }
    product
}

/// Returns the number of bounded labels of `L`.
pub(crate) const fn bounded_labels<L: Labels>() -> usize {
    let mut count = 0;
    let mut index = 0;
    while index < L::DOMAINS.len() {
        if L::DOMAINS[index].multiply_bound(None).is_some() {
            count += 1;
        }
        index += 1;
    }
    count
}
