//! `crate`, `namespace` and `max_series`.

use crate::attr::Entries;
use crate::diag::Diags;
use crate::grammar;
use crate::keys::{Key, KeyPosition};
use crate::read::runtime_name;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::{LitInt, LitStr};

/// Returns the path in `crate = ..`, which generated code uses for the runtime. Reports a missing key if the
/// dependency has another name.
pub(crate) fn read_crate(
    diags: &mut Diags,
    entries: &Entries,
    position: KeyPosition,
) -> Option<TokenStream> {
    if let Some(entry) = entries.find(Key::Crate) {
        return entry.module_path(diags);
    }
    let name = runtime_name::find_renamed()?;
    let (usual, container) = (runtime_name::USUAL, position.container());
    let message = format!(
        "the dependency `{usual}` has the name `{name}` here; write `#[{container}(crate = ::{name})]`"
    );
    diags.error_at(Span::call_site(), message);
    let name = Ident::new(&name, Span::call_site());
    Some(quote!(::#name))
}

/// Returns the namespace. An invalid namespace counts as none, so that it is one error and not one
/// for each metric.
pub(crate) fn read_namespace(diags: &mut Diags, entries: &Entries) -> Option<LitStr> {
    let text = entries.find(Key::Namespace)?.string(diags)?;
    if text.value().is_empty() {
        let message = "the namespace is empty; write a word, or remove `namespace`";
        diags.error_spanned(&text, message);
        return None;
    }
    if let Some(problem) = grammar::metric_problem(&text.value(), "namespace") {
        diags.error_spanned(&text, problem);
        return None;
    }
    Some(text)
}

pub(crate) fn read_max_series(diags: &mut Diags, entries: &Entries) -> Option<LitInt> {
    let entry = entries.find(Key::MaxSeries)?;
    let Ok(number) = syn::parse2::<LitInt>(entry.assigned(diags)?.clone()) else {
        entry.report_shape(diags);
        return None;
    };
    // Generated code passes the number as a `usize`, so it must have no suffix.
    if number.base10_digits().starts_with('-') {
        entry.report_shape(diags);
    } else if number.base10_parse::<u32>().is_err() {
        let message = "the number is too large; a metric has at most 16,000,000 series";
        diags.error_at(number.span(), message);
    } else {
        return Some(LitInt::new(number.base10_digits(), number.span()));
    }
    None
}
