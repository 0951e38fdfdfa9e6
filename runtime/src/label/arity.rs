//! The labels of a metric together: `()`, one label, or a tuple of up to eight.

use super::series_index::SeriesIndex;
use super::single::Label;
use crate::desc::LabelValues;

/// The labels of a metric: `()`, one label, or a tuple of up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label, nor a tuple of labels",
    label = "not a label",
    note = "derive `LabelValue` on an enum of the values it can have",
    note = "for values that are not known in advance, use `Bounded<str, MAX>`, `Bounded<u16, MAX>` or an `BoundedValue` of your own"
)]
pub trait Labels: 'static {
    /// How many there are.
    #[doc(hidden)]
    type Count;
    /// One value a label, as a tuple.
    type Values<'a>: Copy;
    /// The values of each label.
    const DOMAINS: &'static [LabelValues];

    /// The series the values stand for.
    #[doc(hidden)]
    fn place(values: Self::Values<'_>) -> SeriesIndex<'_>;
}

/// The label at an index of [`Labels`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no label at position {I}",
    label = "fewer label types than names in `labels(..)`"
)]
pub trait LabelAt<const I: usize> {
    /// Its type.
    type Label: Label;
}

/// Labels of which there are `N`, as many as `labels(..)` has names.
pub trait Named<const N: usize>: Labels {
    /// The same labels. Who gets at them by this has no second error where their number is wrong.
    type Exactly: Labels;

    /// The same values.
    fn values(values: <Self::Exactly as Labels>::Values<'_>) -> Self::Values<'_>;
}

/// What the derive gives for `N` where it was told already that the number of names is wrong.
const ANY_NUMBER: usize = usize::MAX;

impl<L: Labels, const N: usize> Named<N> for L
where
    L::Count: Is<N>,
{
    type Exactly = <L::Count as Is<N>>::Same<L>;

    #[inline]
    fn values(values: <Self::Exactly as Labels>::Values<'_>) -> L::Values<'_> {
        <L::Count as Is<N>>::same::<L>(values)
    }
}

/// A number of labels, as a type.
#[derive(Debug)]
pub enum LabelCount<const N: usize> {}

/// The number `N`.
#[diagnostic::on_unimplemented(
    message = "`labels(..)` has {N} names, and the metric's type has another number of labels",
    label = "write one name for each of its label types in `labels(..)`"
)]
pub trait Is<const N: usize> {
    /// `L` itself.
    type Same<L: Labels>: Labels;

    /// The values of `L`.
    fn same<L: Labels>(values: <Self::Same<L> as Labels>::Values<'_>) -> L::Values<'_>;
}

macro_rules! numbers {
    ($($number:literal)*) => {$(
        numbers!(@is $number $number);
        numbers!(@is ANY_NUMBER $number);
    )*};
    (@is $n:tt $number:literal) => {
        impl Is<$n> for LabelCount<$number> {
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

    #[inline]
    fn place((): Self::Values<'_>) -> SeriesIndex<'_> {
        SeriesIndex::start()
    }
}

impl<T: Label> Labels for T {
    type Count = LabelCount<1>;
    type Values<'a> = (T::Value<'a>,);
    const DOMAINS: &'static [LabelValues] = &[T::DOMAIN];

    #[inline]
    fn place((value,): Self::Values<'_>) -> SeriesIndex<'_> {
        let mut place = SeriesIndex::start();
        T::place(value, &mut place);
        place
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

            #[inline]
            fn place(($($value,)*): Self::Values<'_>) -> SeriesIndex<'_> {
                let mut place = SeriesIndex::start();
                $($label::place($value, &mut place);)*
                place
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

/// How many series the bounded labels of `L` allow for each fixed one; `None` without bounded labels.
pub(crate) const fn series_bound<L: Labels>() -> Option<usize> {
    let mut product: usize = 1;
    let mut any = false;
    let mut index = 0;
    while index < L::DOMAINS.len() {
        if let LabelValues::Bounded { max } = L::DOMAINS[index] {
            product = product.saturating_mul(max);
            any = true;
        }
        index += 1;
    }
    if any { Some(product) } else { None }
}
