//! Bounded labels: values that are not known in advance, with a bound on how many.

use super::key::LabelKey;
use std::marker::PhantomData;

/// A bounded label: values of type `T` that are not known in advance, at most `MAX` of them.
///
/// `T` is `str`, an integer, or your own type that implements [`BoundedValue`]. The first `MAX` values get
/// a series each. The bound applies to each choice of the metric's fixed labels; several bounded labels
/// share the product of their bounds. A metric can have at most 16,000,000 series, and a larger product
/// does not compile.
///
/// The identity of a value is its exported text: the text `7` and the integer 7 are one series.
///
/// These values are recorded in the overflow series, which has the label value [`OTHER`], and counted by
/// `tallymark_overflowed_values_total`:
///
/// - values beyond the bound,
/// - texts longer than [`MAX_VALUE_LEN`] bytes,
/// - texts with a NUL character, which Prometheus' text format cannot express,
/// - the text `__other__` itself.
///
/// So values from outside never use memory without a bound, and no value is mistaken for another.
///
/// If one label of a metric has such a value, all its bounded labels have the value [`OTHER`].
#[derive(Debug)]
pub struct Bounded<T: ?Sized, const MAX: usize>(PhantomData<fn(&T)>);

/// The value of a bounded label in the overflow series; see [`Bounded`].
pub const OTHER: &str = "__other__";

/// The largest length of a bounded label's text, in bytes. Longer texts go to the overflow series.
pub const MAX_VALUE_LEN: usize = 256;

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
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a bounded label",
    label = "not a `BoundedValue`",
    note = "use `str` or an integer, or implement `BoundedValue` for a type of your own; wrap a type of another crate, such as `IpAddr`",
    note = "an enum that derives `LabelValue` needs no bound: write it without `Bounded`"
)]
pub trait BoundedValue: 'static {
    /// Returns the exported value. Two values with the same exported text are one series, also if one key
    /// is an integer and the other is a text.
    fn key(&self) -> LabelKey<'_>;
}

/// The accessor's argument for the label `Bounded<Self, MAX>`: an integer itself, and a reference to any other
/// [`BoundedValue`].
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the type of a bounded label",
    label = "not a `BoundedValue`",
    note = "use `str` or an integer, or implement `BoundedValue` for a type of your own; wrap a type of another crate, such as `IpAddr`",
    note = "an enum that derives `LabelValue` needs no bound: write it without `Bounded`"
)]
pub trait BoundedArg: 'static {
    /// The argument.
    type Arg<'a>: Copy;

    /// Returns the exported value of an argument.
    fn arg_key(arg: Self::Arg<'_>) -> LabelKey<'_>;
}

#[diagnostic::do_not_recommend]
impl<T: BoundedValue + ?Sized> BoundedArg for T {
    type Arg<'a> = &'a T;

    #[inline]
    fn arg_key(arg: Self::Arg<'_>) -> LabelKey<'_> {
        arg.key()
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
