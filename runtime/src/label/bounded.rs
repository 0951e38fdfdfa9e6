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

/// A type for a bounded label: it defines the accessor's argument and the exported text
/// or integer.
///
/// ```
/// use tallymark::{Bounded, BoundedValue, Gauge, Metrics, label::LabelKey};
///
/// /// The id of a guild.
/// pub struct GuildId(String);
///
/// impl BoundedValue for GuildId {
///     type Arg<'a> = &'a GuildId;
///
///     fn key<'a>(id: Self::Arg<'a>) -> LabelKey<'a> {
///         LabelKey::Str(&id.0)
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
    /// The accessor's argument: the type itself if it is `Copy`, otherwise a reference.
    type Arg<'a>: Copy;

    /// Returns the exported value. Two arguments with equal keys are one series.
    fn key(arg: Self::Arg<'_>) -> LabelKey<'_>;
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
    type Arg<'a> = &'a str;

    #[inline]
    fn key(arg: Self::Arg<'_>) -> LabelKey<'_> {
        LabelKey::Str(arg)
    }
}

macro_rules! bounded_integers {
    ($key:ident: $($integer:ty),*) => {$(
        impl BoundedValue for $integer {
            type Arg<'a> = $integer;

            #[inline]
            fn key(arg: Self::Arg<'_>) -> LabelKey<'_> {
                LabelKey::$key(arg.into())
            }
        }
    )*};
}

bounded_integers!(Signed: i8, i16, i32, i64);
bounded_integers!(Unsigned: u8, u16, u32, u64);

impl BoundedValue for usize {
    type Arg<'a> = usize;

    #[inline]
    fn key(arg: Self::Arg<'_>) -> LabelKey<'_> {
        LabelKey::Unsigned(arg as u64)
    }
}

impl BoundedValue for isize {
    type Arg<'a> = isize;

    #[inline]
    fn key(arg: Self::Arg<'_>) -> LabelKey<'_> {
        LabelKey::Signed(arg as i64)
    }
}
