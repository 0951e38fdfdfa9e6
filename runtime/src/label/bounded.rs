//! Bounded labels: values that are not known in advance, with a bound on how many.

use std::fmt;
use std::marker::PhantomData;

/// A bounded label: values of type `T` that are not known in advance, at most `MAX` of them.
///
/// `T` is `str`, an integer, or a type of one's own that implements [`BoundedValue`]. The first `MAX`
/// values get a series each (`MAX` for each choice of the fixed labels beside it, and the product
/// of the bounds where a metric has several bounded labels). What comes after goes to one more series
/// whose value is [`OTHER`], and `tallymark_overflowed_values_total` counts it: a hostile value
/// costs one series, never memory.
#[derive(Debug)]
pub struct Bounded<T: ?Sized, const MAX: usize>(PhantomData<fn(&T)>);

/// The value a bounded label has in the series that gathers what came after its bound.
pub const OTHER: &str = "__other__";

/// A type whose values can be a bounded label: it says how the accessor takes it and which text or
/// integer stands for it.
///
/// ```
/// use tallymark::{Bounded, BoundedValue, Gauge, Metrics, label::LabelKey};
///
/// /// A guild's id.
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
    /// What the accessor takes: the type itself if it is `Copy`, else a reference to it.
    type Arg<'a>: Copy;

    /// What tells two values apart, and what is exported.
    fn key(arg: Self::Arg<'_>) -> LabelKey<'_>;
}

/// What a bounded label's value is kept by. Values are compared exactly, never by a hash alone.
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
