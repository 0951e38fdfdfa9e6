//! The derive macros of `tallymark`. The crate `tallymark` re-exports and documents them.

#![forbid(unsafe_code)]
#![cfg_attr(
    not(test),
    deny(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)
)]

mod attr;
mod builtin_unit;
mod check;
mod conventions;
mod derive;
mod diag;
mod grammar;
mod keys;
mod lower;
mod markdown;
mod model;
mod read;
mod rename_rule;
mod repair;
mod rules;
mod suggest;
mod version;
mod write;

#[cfg(fuzzing)]
pub use fuzzing::{label_value, metrics};

/// Makes a struct a group of metrics. Its documentation is at the re-export in `tallymark`.
#[cfg(not(fuzzing))]
#[proc_macro_derive(Metrics, attributes(metrics, metric, label, labels, buckets))]
pub fn metrics(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive::run(input.into(), derive::metrics).into()
}

/// Makes an enum a fixed label. Its documentation is at the re-export in `tallymark`.
#[cfg(not(fuzzing))]
#[proc_macro_derive(LabelValue, attributes(label, metrics, metric))]
pub fn label_value(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    derive::run(input.into(), derive::label_value).into()
}

/// The derives as functions that can be called outside a compiler.
#[cfg(fuzzing)]
mod fuzzing {
    use super::derive;
    use proc_macro2::TokenStream;

    /// `derive(Metrics)`.
    #[must_use]
    pub fn metrics(input: TokenStream) -> TokenStream {
        derive::run(input, derive::metrics)
    }

    /// `derive(LabelValue)`.
    #[must_use]
    pub fn label_value(input: TokenStream) -> TokenStream {
        derive::run(input, derive::label_value)
    }
}
