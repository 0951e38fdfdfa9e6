use proc_macro2::{Ident, Span};
use syn::spanned::Spanned;
use syn::{Attribute, Expr, Lit, Meta};

/// A doc comment.
#[derive(Default)]
pub(crate) struct Doc {
    /// The whole text.
    pub(crate) text: String,
    /// Where it begins.
    start: Option<Span>,
}

impl Doc {
    pub(crate) fn read(attrs: &[Attribute]) -> Self {
        let lines: Vec<String> = attrs.iter().filter_map(line).collect();
        let text: Vec<&str> = lines
            .iter()
            .flat_map(|line| line.split('\n'))
            .map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end())
            .collect();
        let start = attrs.iter().find(|attr| line(attr).is_some()).map(Spanned::span);
        Self { text: text.join("\n").trim().to_owned(), start }
    }

    /// Where the text begins, or the name of what has none.
    pub(crate) fn span(&self, ident: &Ident) -> Span {
        self.start.unwrap_or_else(|| ident.span())
    }

    /// The first paragraph, on one line.
    pub(crate) fn help(&self) -> String {
        let lines = self.text.lines().take_while(|line| !line.trim().is_empty());
        lines.map(str::trim).collect::<Vec<_>>().join(" ")
    }
}

fn line(attr: &Attribute) -> Option<String> {
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
