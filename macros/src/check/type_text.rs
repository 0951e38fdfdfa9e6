//! The text of a type, as a person writes it.

use crate::read::visible_type::path_of;
use quote::ToTokens;
use syn::Type;

/// Returns tokens as a person writes them.
pub(super) fn show(tokens: impl ToTokens) -> String {
    let text = tokens.to_token_stream().to_string();
    let mut text = text.replace(" :: ", "::").replace(":: ", "::").replace(" ::", "::");
    for (spaced, dense) in
        [(" < ", "<"), ("< ", "<"), (" <", "<"), (" >", ">"), (" ,", ","), (" ;", ";"), ("& ", "&")]
    {
        text = text.replace(spaced, dense);
    }
    text
}

/// Returns the last word of a path.
pub(super) fn last_name(ty: &Type) -> Option<String> {
    Some(path_of(ty)?.segments.last()?.ident.to_string())
}

/// Returns whether the name is that of an integer type.
pub(super) fn is_integer(name: &str) -> bool {
    let bits = name.strip_prefix(['u', 'i']).unwrap_or_default();
    ["8", "16", "32", "64", "128", "size"].contains(&bits)
}
