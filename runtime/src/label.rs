//! Labels: closed ones, whose values are a type's, and open ones, which are bounded.

use crate::desc::{LabelValueDesc, LabelValues};
use std::fmt;
use std::marker::PhantomData;

/// A closed label: a type with few values, each of which has its text.
///
/// Derive it on an enum without fields; `bool` is one too (`false`, `true`). The derive makes no use of
/// the variants, so that rustc warns of a value that is never recorded.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label",
    label = "not a label",
    note = "derive `LabelValue` on an enum of the values it can have",
    note = "for values that are not known in advance, use `Open<str, MAX>`, `Open<u16, MAX>` or an `OpenValue` of your own"
)]
pub trait LabelValue: Copy + 'static {
    /// All values, in the order of [`index`](Self::index).
    const VALUES: &'static [LabelValueDesc];

    /// Where this value stands in [`VALUES`](Self::VALUES). What is recorded under an index that
    /// is not there is ignored and counted.
    fn index(self) -> usize;
}

impl LabelValue for bool {
    const VALUES: &'static [LabelValueDesc] =
        &[LabelValueDesc { value: "false", doc: "" }, LabelValueDesc { value: "true", doc: "" }];

    #[inline]
    fn index(self) -> usize {
        usize::from(self)
    }
}

/// An open label: values of type `T` that are not known in advance, at most `MAX` of them.
///
/// `T` is `str`, an integer, or a type of one's own that implements [`OpenValue`]. The first `MAX`
/// values get a series each (`MAX` for each choice of the closed labels beside it, and the product
/// of the bounds where a metric has several open labels). What comes after goes to one more series
/// whose value is [`OTHER`], and `tallymark_overflowed_values_total` counts it: a hostile value
/// costs one series, never memory.
#[derive(Debug)]
pub struct Open<T: ?Sized, const MAX: usize>(PhantomData<fn(&T)>);

/// The value an open label has in the series that gathers what came after its bound.
pub const OTHER: &str = "__other__";

/// A type whose values can be an open label: it says how the accessor takes it and which text or
/// integer stands for it.
///
/// ```
/// use tallymark::{Gauge, Key, Metrics, Open, OpenValue};
///
/// /// A guild's id.
/// pub struct GuildId(String);
///
/// impl OpenValue for GuildId {
///     type Arg<'a> = &'a GuildId;
///
///     fn key<'a>(id: Self::Arg<'a>) -> Key<'a> {
///         Key::Str(&id.0)
///     }
/// }
///
/// #[derive(Debug, Metrics)]
/// struct GuildMetrics {
///     /// Members of each guild.
///     #[metric(labels(guild_id))]
///     guild_members: Gauge<Open<GuildId, 64>>,
/// }
///
/// static GUILDS: GuildMetrics = GuildMetrics::new();
/// GUILDS.guild_members(&GuildId("north".to_owned())).set(12);
/// ```
pub trait OpenValue: 'static {
    /// What the accessor takes: the type itself if it is `Copy`, else a reference to it.
    type Arg<'a>: Copy;

    /// What tells two values apart, and what is exported.
    fn key(arg: Self::Arg<'_>) -> Key<'_>;
}

/// What an open label's value is kept by. Values are compared exactly, never by a hash alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key<'a> {
    /// A text.
    Str(&'a str),
    /// An integer, exported in decimal.
    Signed(i64),
    /// An integer, exported in decimal.
    Unsigned(u64),
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Str(text) => f.write_str(text),
            Self::Signed(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
        }
    }
}

impl OpenValue for str {
    type Arg<'a> = &'a str;

    #[inline]
    fn key(arg: Self::Arg<'_>) -> Key<'_> {
        Key::Str(arg)
    }
}

macro_rules! open_integers {
    ($key:ident: $($integer:ty),*) => {$(
        impl OpenValue for $integer {
            type Arg<'a> = $integer;

            #[inline]
            fn key(arg: Self::Arg<'_>) -> Key<'_> {
                Key::$key(arg.into())
            }
        }
    )*};
}

open_integers!(Signed: i8, i16, i32, i64);
open_integers!(Unsigned: u8, u16, u32, u64);

impl OpenValue for usize {
    type Arg<'a> = usize;

    #[inline]
    fn key(arg: Self::Arg<'_>) -> Key<'_> {
        Key::Unsigned(arg as u64)
    }
}

impl OpenValue for isize {
    type Arg<'a> = isize;

    #[inline]
    fn key(arg: Self::Arg<'_>) -> Key<'_> {
        Key::Signed(arg as i64)
    }
}

/// A label's type in a metric's: a [`LabelValue`] or an [`Open`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label",
    label = "not a label",
    note = "derive `LabelValue` on an enum of the values it can have",
    note = "for values that are not known in advance, use `Open<str, MAX>`, `Open<u16, MAX>` or an `OpenValue` of your own"
)]
pub trait Label: 'static {
    /// What the accessor takes.
    type Value<'a>: Copy;
    /// The values there can be.
    const DOMAIN: LabelValues;

    /// Adds the value to the place of the series it is a label of.
    #[doc(hidden)]
    fn place<'a>(value: Self::Value<'a>, place: &mut Place<'a>);
}

impl<T: LabelValue> Label for T {
    type Value<'a> = T;
    const DOMAIN: LabelValues = LabelValues::Closed(T::VALUES);

    #[inline]
    fn place<'a>(value: Self::Value<'a>, place: &mut Place<'a>) {
        place.push_closed(value.index(), T::VALUES.len());
    }
}

impl<T: OpenValue + ?Sized, const MAX: usize> Label for Open<T, MAX> {
    type Value<'a> = T::Arg<'a>;
    const DOMAIN: LabelValues = LabelValues::Open { max: MAX };

    #[inline]
    fn place<'a>(value: Self::Value<'a>, place: &mut Place<'a>) {
        place.push_open(T::key(value));
    }
}

/// How many labels a metric can have.
pub(crate) const MAX_LABELS: usize = 8;

/// Which series a set of label values is: an index over the closed labels, and the open labels'
/// keys in order.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    closed: usize,
    known: bool,
    keys: [Key<'a>; MAX_LABELS],
    open: usize,
}

impl<'a> Place<'a> {
    #[inline]
    fn start() -> Self {
        Self { closed: 0, known: true, keys: [Key::Unsigned(0); MAX_LABELS], open: 0 }
    }

    /// A place by its index over the closed labels, with 1 for each open one.
    #[cfg(feature = "docs")]
    pub(crate) fn at(closed: usize, open: usize) -> Self {
        Self { closed, known: true, keys: [Key::Unsigned(1); MAX_LABELS], open }
    }

    #[inline]
    fn push_closed(&mut self, index: usize, len: usize) {
        self.known &= index < len;
        // Wraps only where an index is not one of its type's, and then nobody reads it.
        self.closed = self.closed.wrapping_mul(len).wrapping_add(index);
    }

    #[inline]
    fn push_open(&mut self, key: Key<'a>) {
        if let Some(slot) = self.keys.get_mut(self.open) {
            *slot = key;
            self.open += 1;
        }
    }

    /// The index over the closed labels; `None` if a value's index was not one of its type's.
    #[inline]
    pub(crate) fn closed(&self) -> Option<usize> {
        self.known.then_some(self.closed)
    }

    /// The open label's value, if there is but one.
    #[inline(always)]
    pub(crate) fn only_key(&self) -> Option<Key<'a>> {
        if self.open == 1 { self.keys.first().copied() } else { None }
    }

    /// The open labels' values, in the order of the labels.
    #[inline]
    pub(crate) fn keys(&self) -> &[Key<'a>] {
        self.keys.get(..self.open).unwrap_or_default()
    }
}

/// The labels of a metric: `()`, one label, or a tuple of up to eight.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a label, nor a tuple of labels",
    label = "not a label",
    note = "derive `LabelValue` on an enum of the values it can have",
    note = "for values that are not known in advance, use `Open<str, MAX>`, `Open<u16, MAX>` or an `OpenValue` of your own"
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
    fn place(values: Self::Values<'_>) -> Place<'_>;
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
    fn place((): Self::Values<'_>) -> Place<'_> {
        Place::start()
    }
}

impl<T: Label> Labels for T {
    type Count = LabelCount<1>;
    type Values<'a> = (T::Value<'a>,);
    const DOMAINS: &'static [LabelValues] = &[T::DOMAIN];

    #[inline]
    fn place((value,): Self::Values<'_>) -> Place<'_> {
        let mut place = Place::start();
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
            fn place(($($value,)*): Self::Values<'_>) -> Place<'_> {
                let mut place = Place::start();
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

/// How many series the open labels of `L` allow for each closed one; `None` without open labels.
pub(crate) const fn open_bound<L: Labels>() -> Option<usize> {
    let mut product: usize = 1;
    let mut any = false;
    let mut index = 0;
    while index < L::DOMAINS.len() {
        if let LabelValues::Open { max } = L::DOMAINS[index] {
            product = product.saturating_mul(max);
            any = true;
        }
        index += 1;
    }
    if any { Some(product) } else { None }
}
