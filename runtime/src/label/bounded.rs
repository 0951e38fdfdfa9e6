//! Bounded labels: values that are not known in advance, with a bound on how many.

use std::fmt;
use std::marker::PhantomData;

/// A bounded label: values of type `T` that are not known in advance, at most `MAX` of them.
///
/// `T` is `str`, an integer, or your own type that implements [`BoundedValue`]. The first `MAX` values get
/// a series each. The bound applies to each choice of the metric's fixed labels; several bounded labels
/// share the product of their bounds.
///
/// Later values are recorded in the overflow series, with the label value [`OTHER`], and counted by
/// `tallymark_overflowed_values_total`. So values from outside never use memory without a bound.
#[derive(Debug)]
pub struct Bounded<T: ?Sized, const MAX: usize>(PhantomData<fn(&T)>);

/// The value of a bounded label in the overflow series, which holds the values beyond the bound.
pub const OTHER: &str = "__other__";

/// A type for a bounded label: it gives the exported text or integer. The accessor's argument is a reference
/// to the type.
///
/// ```
/// use tallymark::{Bounded, BoundedValue, Gauge, Metrics, label::LabelKey};
///
/// /// The id of a guild.
/// pub struct GuildId(String);
///
/// impl BoundedValue for GuildId {
///     fn key(&self) -> LabelKey<'_> {
///         LabelKey::Str(&self.0)
///     }
/// }
///
/// #[derive(Debug, Metrics)]
/// struct GuildMetrics {
///     /// Members of each guild.
///     #[metric(labels(guild_id))]
///     guild_members: Gauge<Bounded<GuildId, 64>>,
/// }
///
/// static GUILDS: GuildMetrics = GuildMetrics::new();
/// GUILDS.guild_members(&GuildId("north".to_owned())).set(12);
/// ```
pub trait BoundedValue: 'static {
    /// Returns the exported value. Two values with equal keys are one series.
    fn key(&self) -> LabelKey<'_>;
}

/// The accessor's argument for the label `Bounded<Self, MAX>`: an integer itself, and a reference to any other
/// [`BoundedValue`].
pub trait BoundedArg: 'static {
    /// The argument.
    type Arg<'a>: Copy;

    /// Returns the exported value of an argument.
    fn arg_key(arg: Self::Arg<'_>) -> LabelKey<'_>;
}

impl<T: BoundedValue + ?Sized> BoundedArg for T {
    type Arg<'a> = &'a T;

    #[inline]
    fn arg_key(arg: Self::Arg<'_>) -> LabelKey<'_> {
        arg.key()
    }
}

/// The exported value of a bounded label. Values are compared exactly, never by a hash alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LabelKey<'a> {
    /// A text.
    Str(&'a str),
    /// An integer, exported in decimal.
    Signed(i64),
    /// An integer, exported in decimal.
    Unsigned(u64),
}

impl fmt::Display for LabelKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Str(text) => f.write_str(text),
            Self::Signed(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
        }
    }
}

impl BoundedValue for str {
    #[inline]
    fn key(&self) -> LabelKey<'_> {
        LabelKey::Str(self)
    }
}

macro_rules! bounded_integers {
    ($key:ident: $($integer:ty),*) => {$(
        impl BoundedArg for $integer {
            type Arg<'a> = $integer;

            #[inline]
            fn arg_key(arg: Self::Arg<'_>) -> LabelKey<'_> {
                LabelKey::$key(arg.into())
            }
        }
    )*};
}

bounded_integers!(Signed: i8, i16, i32, i64);
bounded_integers!(Unsigned: u8, u16, u32, u64);

impl BoundedArg for usize {
    type Arg<'a> = usize;

    #[inline]
    fn arg_key(arg: Self::Arg<'_>) -> LabelKey<'_> {
        LabelKey::Unsigned(arg as u64)
    }
}

impl BoundedArg for isize {
    type Arg<'a> = isize;

    #[inline]
    fn arg_key(arg: Self::Arg<'_>) -> LabelKey<'_> {
        LabelKey::Signed(arg as i64)
    }
}
