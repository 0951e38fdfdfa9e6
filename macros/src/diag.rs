//! Errors, kept until all of them are known.

use crate::read::{Entry, Value};
use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use std::fmt::Display;

/// What is wrong with one input.
#[derive(Default)]
pub(crate) struct Diags {
    errors: Vec<syn::Error>,
}

impl Diags {
    /// Adds an error at `span`.
    pub(crate) fn at(&mut self, span: Span, message: impl Display) {
        self.errors.push(syn::Error::new(span, message));
    }

    /// Adds an error that underlines all of `tokens`.
    pub(crate) fn over(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// Adds an error about the value of an entry, or its key if it has none.
    pub(crate) fn value(&mut self, entry: &Entry, message: impl Display) {
        match &entry.value {
            Value::Tokens(tokens) => self.over(tokens, message),
            Value::None | Value::List(_) => self.at(entry.span(), message),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_empty()
    }

    /// A `compile_error!` for each.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}
