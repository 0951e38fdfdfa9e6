//! `crate`, `namespace` and `max_series`.

use crate::attr::Entries;
use crate::diag::Diags;
use crate::grammar;
use crate::keys::Key;
use proc_macro2::TokenStream;
use syn::{LitInt, LitStr};

/// Returns the path in `crate = ..`, which generated code uses for the runtime.
pub(crate) fn read_crate(diags: &mut Diags, entries: &Entries) -> Option<TokenStream> {
    entries.find(Key::Crate)?.module_path(diags)
}

/// Returns the namespace. An invalid namespace counts as none, so that it is one error and not one
/// for each metric.
pub(crate) fn read_namespace(diags: &mut Diags, entries: &Entries) -> Option<LitStr> {
    let text = entries.find(Key::Namespace)?.string(diags)?;
    if let Some(problem) = grammar::metric_problem(&text.value(), "namespace") {
        diags.error_spanned(&text, problem);
        return None;
    }
    Some(text)
}

pub(crate) fn read_max_series(diags: &mut Diags, entries: &Entries) -> Option<LitInt> {
    let entry = entries.find(Key::MaxSeries)?;
    let number = syn::parse2::<LitInt>(entry.assigned(diags)?.clone()).ok();
    let number = number.filter(|number| number.base10_parse::<u64>().is_ok());
    if number.is_none() {
        entry.report_shape(diags);
    }
    number
}
