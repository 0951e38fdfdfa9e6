//! Rust's own attributes on a field, which also apply to its accessor.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, MetaList, Token};

/// Returns the attributes for the accessor: levels of lints, and those of rustdoc. The attribute
/// `#[deprecated]` is read with the key of the same name.
pub(crate) fn read_accessor_attributes(attrs: &[Attribute]) -> Vec<Meta> {
    attrs.iter().filter_map(|attr| read_attribute(&attr.meta)).collect()
}

fn read_attribute(meta: &Meta) -> Option<Meta> {
    let Meta::List(list) = meta else { return None };
    match list.path.get_ident()?.to_string().as_str() {
        "allow" | "warn" | "deny" | "forbid" => Some(meta.clone()),
        // The lint may occur at the field alone, so the accessor must not expect it.
        "expect" => Some(Meta::List(MetaList {
            path: Ident::new("allow", list.path.get_ident()?.span()).into(),
            ..list.clone()
        })),
        "doc" => read_doc(list),
        _ => None,
    }
}

/// Returns the parts of `doc(..)` that a method can have.
fn read_doc(list: &MetaList) -> Option<Meta> {
    let parts = list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated).ok()?;
    let of_methods =
        |part: &&Meta| ["hidden", "alias", "cfg"].iter().any(|name| part.path().is_ident(name));
    let parts: Vec<_> = parts.iter().filter(of_methods).collect();
    let tokens: TokenStream = quote!(#(#parts),*);
    (!parts.is_empty()).then(|| Meta::List(MetaList { tokens, ..list.clone() }))
}
