//! `labels(..)`, and the number of label types.

use crate::attr::{Entries, Entry};
use crate::diag::Diags;
use crate::keys::{Key, MetricPart};
use crate::model::{Label, MetricLabels, VisibleType};
use proc_macro2::{Ident, TokenTree};
use syn::ext::IdentExt;
use syn::{GenericArgument, PathArguments, Type};

pub(crate) fn read_labels(
    diags: &mut Diags,
    entries: &Entries,
    ty: &Type,
    visible: Option<&VisibleType>,
) -> MetricLabels {
    let entry = entries.find(Key::Labels);
    let (names, written) = match entry {
        Some(entry) => read_names(diags, entry),
        None if entries.mistaken.contains(&MetricPart::Labels) => (Vec::new(), None),
        None => (Vec::new(), Some(0)),
    };
    let types = visible.map_or_else(|| count_types(ty), |visible| visible.label_count);
    MetricLabels { names, written, types, key: entry.map(|entry| entry.span) }
}

/// Returns the default labels of a group, without the types that only a field has.
pub(crate) fn read_default_labels(diags: &mut Diags, entries: &Entries) -> Option<MetricLabels> {
    let entry = entries.find(Key::Labels)?;
    let (names, written) = read_names(diags, entry);
    Some(MetricLabels { names, written, types: None, key: Some(entry.span) })
}

/// Returns the labels and the number of names, or `None` for the number if the list is malformed.
fn read_names(diags: &mut Diags, entry: &Entry) -> (Vec<Label>, Option<usize>) {
    let Some(list) = entry.list(diags) else {
        return (Vec::new(), None);
    };
    let (mut labels, mut written) = (Vec::new(), 0);
    let mut expect_name = true;
    for token in list {
        match (&token, expect_name) {
            (TokenTree::Ident(ident), true) => {
                labels.extend(read_name(diags, ident));
                written += 1;
            }
            (TokenTree::Punct(comma), false) if comma.as_char() == ',' => {}
            (TokenTree::Ident(ident), false) => {
                diags
                    .error_at(ident.span(), format!("missing comma; write a `,` before `{ident}`"));
                labels.extend(read_name(diags, ident));
                written += 1;
                continue;
            }
            _ => {
                diags.error_spanned(&token, list_problem(&token));
                return (labels, None);
            }
        }
        expect_name = !expect_name;
    }
    (labels, Some(written))
}

/// Returns the message about a token between the names.
fn list_problem(token: &TokenTree) -> String {
    let example = Key::Labels.example();
    match token {
        TokenTree::Punct(punct) if [':', '='].contains(&punct.as_char()) => format!(
            "`labels` lists the names alone, because the field's type has the types; write {example}"
        ),
        TokenTree::Punct(punct) if punct.as_char() == '-' => {
            "a label name has `_` between its words, and no `-`; write `_`".to_owned()
        }
        TokenTree::Punct(punct) if punct.as_char() == ',' => {
            "expected a name before the comma; remove the comma".to_owned()
        }
        TokenTree::Literal(literal) if literal.to_string().starts_with('"') => {
            format!("label names have no quotes; write {example}")
        }
        _ => format!("expected names separated by commas; write {example}"),
    }
}

fn read_name(diags: &mut Diags, ident: &Ident) -> Option<Label> {
    let name = ident.unraw().to_string();
    // These words are not identifiers, not even as `r#word`.
    if ["self", "super", "crate", "$crate", "Self", "_"].contains(&name.as_str()) {
        let message = format!("`{name}` cannot be a parameter of the accessor; use another name");
        diags.error_at(ident.span(), message);
        return None;
    }
    Some(Label { name, span: ident.span() })
}

/// Returns the length of the tuple that is the first argument of the type. For other types, such as
/// an alias, only the compiler knows the number of labels.
fn count_types(ty: &Type) -> Option<usize> {
    let path = match ty {
        Type::Path(path) => path,
        Type::Group(group) => return count_types(&group.elem),
        Type::Paren(paren) => return count_types(&paren.elem),
        _ => return None,
    };
    let PathArguments::AngleBracketed(args) = &path.path.segments.last()?.arguments else {
        return None;
    };
    match args.args.first()? {
        GenericArgument::Type(Type::Tuple(tuple)) => Some(tuple.elems.len()),
        _ => None,
    }
}
