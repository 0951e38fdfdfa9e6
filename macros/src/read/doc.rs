//! Doc comments.

use crate::model::DocComment;
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Lit, Meta};

pub(crate) fn read_doc(attrs: &[Attribute]) -> DocComment {
    let mut lines = Vec::new();
    let mut start = None;
    for attr in attrs {
        if let Some(text) = doc_text(attr) {
            start = start.or_else(|| Some(attr.span()));
            lines.extend(
                text.split('\n')
                    .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end().to_owned()),
            );
        }
    }
    DocComment { text: lines.join("\n").trim().to_owned(), start }
}

fn doc_text(attr: &Attribute) -> Option<String> {
    let Meta::NameValue(meta) = &attr.meta else {
        return None;
    };
    let Expr::Lit(value) = &meta.value else {
        return None;
    };
    match &value.lit {
        Lit::Str(text) if meta.path.is_ident("doc") => Some(text.value()),
        _ => None,
    }
}
