//! Attributes → entries: a key, its value and their spans. Only the form is checked here.

mod entry;
mod item;

pub(crate) use entry::{Entries, Entry};
pub(crate) use item::{EntryValue, read_items};

use crate::diag::Diags;
use crate::keys::{Key, KeyPosition};
use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::{Attribute, Meta};

/// Returns the entries of all attributes that belong to `position`. Entries with an unknown or
/// repeated key are reported and left out.
pub(crate) fn read_attributes(
    diags: &mut Diags,
    attrs: &[Attribute],
    position: KeyPosition,
) -> Entries {
    let name = position.container();
    let mut entries = Entries::default();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        if let Meta::List(list) = &attr.meta {
            add_entries(diags, &mut entries, list.tokens.clone(), position);
        } else {
            diags.error_spanned(&attr.meta, format!("expected a list; write `#[{name}(..)]`"));
        }
    }
    entries
}

/// Returns the entries of a list such as `deprecated(..)`, or `None` if the list has a mistake.
pub(crate) fn read_list(
    diags: &mut Diags,
    list: TokenStream,
    position: KeyPosition,
) -> Option<Entries> {
    let errors = diags.len();
    let mut entries = Entries::default();
    add_entries(diags, &mut entries, list, position);
    (diags.len() == errors).then_some(entries)
}

fn add_entries(diags: &mut Diags, entries: &mut Entries, list: TokenStream, position: KeyPosition) {
    for item in read_items(diags, list) {
        let span = item.name.span();
        match Key::parse(&item.name.unraw().to_string(), position) {
            Err(message) => diags.error_at(span, message),
            Ok(key) => {
                if let Some(first) = entries.find(key).filter(|_| !key.may_repeat()) {
                    let name = key.name();
                    diags.error_at(first.span, format!("`{name}` is given here first"));
                    diags.error_at(span, format!("`{name}` is given again; remove one"));
                } else {
                    entries.push(Entry { key, span, value: item.value });
                }
            }
        }
    }
}
