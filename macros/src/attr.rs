//! Attributes → entries: a key, its value and their spans. Only the form is checked here.

mod entry;
mod item;

pub(crate) use entry::{Entries, Entry};
pub(crate) use item::{EntryValue, read_items};

use crate::diag::Diags;
use crate::keys::{Key, KeyPosition, MetricPart, UnknownKey};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::{Attribute, Meta};

/// The attributes of the derives. A key alone is one too: `#[labels(..)]` is a common slip.
const ATTRIBUTES: [&str; 5] = ["metrics", "metric", "label", "labels", "buckets"];

/// Returns the entries of all attributes that belong to `position`. Entries with an unknown or
/// repeated key are reported and left out. Attributes of another position are reported as well.
pub(crate) fn read_attributes(
    diags: &mut Diags,
    attrs: &[Attribute],
    position: KeyPosition,
) -> Entries {
    let mut entries = Entries::default();
    for attr in attrs {
        let Some(name) = ATTRIBUTES.iter().find(|name| attr.path().is_ident(name)) else {
            continue;
        };
        if *name == position.container() {
            read_attribute(diags, &mut entries, attr, position);
        } else {
            report_foreign(diags, &mut entries, attr, name, position);
        }
    }
    entries
}

fn read_attribute(
    diags: &mut Diags,
    entries: &mut Entries,
    attr: &Attribute,
    position: KeyPosition,
) {
    let (name, example) = (position.container(), position.example());
    match &attr.meta {
        Meta::List(list) if !list.tokens.is_empty() => {
            add_entries(diags, entries, list.tokens.clone(), position);
        }
        Meta::List(_) | Meta::Path(_) => {
            let message = format!("the attribute has no keys; write {example}, or remove it");
            diags.error_spanned(attr.path(), message);
        }
        Meta::NameValue(meta) => {
            let message = format!("`{name}` takes keys in parentheses; write {example}");
            diags.error_spanned(meta, message);
            entries.mistaken.push(MetricPart::Name);
        }
    }
}

/// Reports an attribute of another position. Its keys count if they belong here, so that one wrong
/// word is one error.
fn report_foreign(
    diags: &mut Diags,
    entries: &mut Entries,
    attr: &Attribute,
    name: &str,
    position: KeyPosition,
) {
    let (right, place) = (position.container(), position.place());
    let span = attr.path().get_ident().map_or_else(Span::call_site, Ident::span);
    let tokens = match &attr.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    };
    if Key::is_name(name) {
        // Only `Metrics` registers such an attribute. On an enum rustc reports it.
        if matches!(position, KeyPosition::Enum | KeyPosition::Variant) {
            return;
        }
        let meta = attr.meta.to_token_stream();
        add_entries(&mut Diags::default(), entries, meta, position);
        let message =
            format!("`{name}` is a key of `#[metric(..)]`; write `#[metric({name}(..))]`");
        let message = message.replace("buckets(..)", "buckets = ..");
        diags.error_at(span, message);
        return;
    }
    let fits = |position| {
        let (mut silent, mut found) = (Diags::default(), Entries::default());
        add_entries(&mut silent, &mut found, tokens.clone(), position);
        (silent.is_empty() && !found.is_empty()).then_some(found)
    };
    let home = KeyPosition::ALL.into_iter().find(|other| other.container() == name);
    let message = if let Some(found) = fits(position) {
        entries.append(found);
        format!("on {place} the attribute is `#[{right}(..)]`; write `{right}` for `{name}`")
    } else if let Some(home) = home.filter(|home| fits(*home).is_some()) {
        format!("`#[{name}(..)]` belongs on {}; move it there", home.place())
    } else if tokens.is_empty() {
        format!("the attribute has no keys; write {}, or remove it", position.example())
    } else {
        // Its keys have mistakes of their own.
        diags.error_at(
            span,
            format!("on {place} the attribute is `#[{right}(..)]`; write `{right}` for `{name}`"),
        );
        return add_entries(diags, entries, tokens, position);
    };
    diags.error_at(span, message);
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
    let items = read_items(diags, list);
    if items.has_nameless {
        entries.mistaken.extend([MetricPart::Labels, MetricPart::Buckets]);
    }
    for item in items.items {
        let span = item.name.span();
        match Key::parse(&item.name.unraw().to_string(), position) {
            Err(UnknownKey { message, about, meant }) => {
                diags.error_at(span, message);
                entries.mistaken.extend(about);
                if let Some(key) = meant.filter(|key| entries.find(*key).is_none()) {
                    entries.push(Entry { key, span, value: EntryValue::None });
                }
            }
            Ok(key) => {
                if let Some(first) = entries.find(key).filter(|_| !key.may_repeat()) {
                    // One error from the first place to the second.
                    let (first, again) = (Ident::new(key.name(), first.span), item.name);
                    let message = format!("`{first}` is given twice; remove one");
                    diags.error_spanned(quote!(#first #again), message);
                } else {
                    entries.push(Entry { key, span, value: item.value });
                }
            }
        }
    }
}
