//! Collects errors, so that one compilation shows all mistakes of an input.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens;
use std::fmt::Display;

/// The errors of one input.
#[derive(Default)]
pub(crate) struct Diags {
    errors: Vec<syn::Error>,
    /// The number of mistakes that the compiler reports itself.
    of_the_compiler: usize,
}

impl Diags {
    /// Adds an error at `span`.
    pub(crate) fn error_at(&mut self, span: Span, message: impl Display) {
        self.errors.push(syn::Error::new(span, message));
    }

    /// Adds an error that underlines all of `tokens`.
    pub(crate) fn error_spanned(&mut self, tokens: impl ToTokens, message: impl Display) {
        self.errors.push(syn::Error::new_spanned(tokens, message));
    }

    /// Notes a mistake that the compiler reports in the user's code. Generated code must not repeat it.
    pub(crate) fn note_compiler_error(&mut self) {
        self.of_the_compiler += 1;
    }

    /// Returns the number of errors. A reader compares two counts to learn whether a part is valid.
    pub(crate) fn len(&self) -> usize {
        self.errors.len() + self.of_the_compiler
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns one `compile_error!` for each error.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.errors.iter().map(syn::Error::to_compile_error).collect()
    }
}
