//! `stability` and `deprecated`.

use crate::attr::{self, Entries, Entry};
use crate::diag::Diags;
use crate::keys::{Key, KeyPosition};
use crate::model::DeprecationNote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta, MetaNameValue, Token};

/// Returns whether the stability is `experimental`. The default is `stable`.
pub(crate) fn read_experimental(diags: &mut Diags, entries: &Entries) -> bool {
    let Some(entry) = entries.find(Key::Stability) else {
        return false;
    };
    let Some(tokens) = entry.assigned(diags) else {
        return false;
    };
    match tokens.to_string().as_str() {
        "experimental" => return true,
        "stable" => {}
        _ => entry.report_shape(diags),
    }
    false
}

/// Returns the deprecation: the key `deprecated(..)`, or Rust's attribute.
pub(crate) fn read_deprecated(
    diags: &mut Diags,
    entries: &Entries,
    attrs: &[Attribute],
) -> Option<DeprecationNote> {
    let attribute = attrs.iter().find(|attr| attr.path().is_ident("deprecated"));
    match (entries.find(Key::Deprecated), attribute) {
        (Some(key), None) => read_key(diags, key),
        (None, Some(attribute)) => read_attribute(attribute),
        (None, None) => None,
        (Some(key), Some(attribute)) => {
            diags.error_spanned(attribute, "the metric is deprecated here first");
            diags.error_at(key.span, "the metric is deprecated again; remove one");
            None
        }
    }
}

fn read_key(diags: &mut Diags, entry: &Entry) -> Option<DeprecationNote> {
    let list = entry.list(diags)?;
    let parts = attr::read_list(diags, list, KeyPosition::DeprecatedList)?;
    let (since, note) = (parts.find(Key::Since), parts.find(Key::Note));
    if let (Some(since), Some(note)) = (since, note) {
        let (since, note) = (Some(since.string(diags)?), Some(note.string(diags)?));
        return Some(DeprecationNote { since, note, is_attribute: false });
    }
    let missing = if since.is_none() { Key::Since } else { Key::Note };
    let message =
        format!("`deprecated` has no `{}`; write {}", missing.name(), entry.key.example());
    diags.error_at(entry.span, message);
    None
}

/// Reads `#[deprecated]`, `#[deprecated = ".."]` or `#[deprecated(since = "..", note = "..")]`. rustc
/// reports other forms.
fn read_attribute(attribute: &Attribute) -> Option<DeprecationNote> {
    let mut deprecated = DeprecationNote { since: None, note: None, is_attribute: true };
    match &attribute.meta {
        Meta::Path(_) => {}
        Meta::NameValue(meta) => deprecated.note = Some(read_string(&meta.value)?),
        Meta::List(list) => {
            let parts =
                list.parse_args_with(Punctuated::<MetaNameValue, Token![,]>::parse_terminated);
            for part in parts.ok()? {
                let value = Some(read_string(&part.value)?);
                if part.path.is_ident("since") {
                    deprecated.since = value;
                } else if part.path.is_ident("note") {
                    deprecated.note = value;
                } else {
                    return None;
                }
            }
        }
    }
    Some(deprecated)
}

fn read_string(value: &Expr) -> Option<LitStr> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.clone()),
        Expr::Group(group) => read_string(&group.expr),
        _ => None,
    }
}
