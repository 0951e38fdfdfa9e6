use crate::diag::Diags;
use crate::keys::{self, Place};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{Attribute, LitStr, Meta};

/// One entry of an attribute's list.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

/// What stands behind a key.
pub(crate) enum Value {
    /// Nothing: `skip`.
    None,
    /// `= tokens`.
    Tokens(TokenStream),
    /// `(tokens)`.
    List(Group),
}

impl Entry {
    pub(crate) fn name(&self) -> String {
        self.key.unraw().to_string()
    }

    pub(crate) fn span(&self) -> Span {
        self.key.span()
    }

    /// The value as a string.
    pub(crate) fn string(&self, diags: &mut Diags) -> Option<LitStr> {
        if let Value::Tokens(tokens) = &self.value {
            if let Ok(text) = syn::parse2(tokens.clone()) {
                return Some(text);
            }
            diags.over(tokens, format!("`{}` takes a string; write it in quotes", self.key));
        } else {
            diags.at(self.span(), format!("`{0}` takes a string; write `{0} = \"..\"`", self.key));
        }
        None
    }

    /// The value as the path of a module, which is what `use` takes.
    pub(crate) fn path(&self, diags: &mut Diags) -> Option<TokenStream> {
        if let Value::Tokens(tokens) = &self.value {
            let path = syn::Path::parse_mod_style.parse2(tokens.clone());
            if path.is_ok_and(|path| path.segments.iter().all(|segment| segment.ident != "Self")) {
                return Some(tokens.clone());
            }
            diags.over(
                tokens,
                format!("`{}` takes a path, such as `my_crate::tallymark`", self.key),
            );
        } else {
            diags.at(self.span(), format!("`{0}` takes a path; write `{0} = path`", self.key));
        }
        None
    }

    /// Complains about a value where none is taken.
    pub(crate) fn no_value(&self, diags: &mut Diags) {
        if !matches!(self.value, Value::None) {
            diags.at(self.span(), format!("`{0}` takes no value; write `{0}` alone", self.key));
        }
    }
}

/// The entries of all attributes that are read at `place`: known keys, each at most once.
pub(crate) fn entries(diags: &mut Diags, attrs: &[Attribute], place: Place) -> Vec<Entry> {
    let name = place.attribute();
    let mut entries: Vec<Entry> = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.path().is_ident(name)) {
        let Meta::List(list) = &attr.meta else {
            diags.over(&attr.meta, format!("expected a list; write `#[{name}(..)]`"));
            continue;
        };
        for entry in list_entries(diags, list.tokens.clone()) {
            if let Some(problem) = keys::problem(&entry.name(), place) {
                diags.at(entry.span(), problem);
            } else if let Some(first) = entries
                .iter()
                .find(|first| first.key == entry.key && first.name() != keys::REPEATABLE)
            {
                diags.at(first.span(), format!("`{}` is given here first", first.key));
                diags.at(entry.span(), format!("`{}` is given again; remove one", entry.key));
            } else {
                entries.push(entry);
            }
        }
    }
    entries
}

/// The entries of a list.
pub(crate) fn list_entries(diags: &mut Diags, list: TokenStream) -> Vec<Entry> {
    segments(list).into_iter().filter_map(|segment| entry(diags, segment)).collect()
}

/// Splits at the commas that are not within `::<..>`.
fn segments(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut segments = vec![Vec::new()];
    let mut depth = 0_usize;
    let mut before = ' ';
    for token in tokens {
        let mut punct = ' ';
        if let TokenTree::Punct(p) = &token {
            punct = p.as_char();
            match punct {
                '<' if before == ':' || depth > 0 => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    segments.push(Vec::new());
                    before = ' ';
                    continue;
                }
                _ => {}
            }
        }
        before = punct;
        if let Some(segment) = segments.last_mut() {
            segment.push(token);
        }
    }
    segments.retain(|segment| !segment.is_empty());
    segments
}

fn entry(diags: &mut Diags, segment: Vec<TokenTree>) -> Option<Entry> {
    let all: TokenStream = segment.iter().cloned().collect();
    let mut tokens = segment.into_iter();
    let Some(TokenTree::Ident(key)) = tokens.next() else {
        diags.over(all, "expected a key, such as `labels(..)`");
        return None;
    };
    let value = match (tokens.next(), tokens.collect::<TokenStream>()) {
        (None, _) => Value::None,
        (Some(TokenTree::Punct(eq)), rest) if eq.as_char() == '=' && !rest.is_empty() => {
            Value::Tokens(rest)
        }
        (Some(TokenTree::Group(list)), rest)
            if list.delimiter() == Delimiter::Parenthesis && rest.is_empty() =>
        {
            Value::List(list)
        }
        _ => {
            diags.over(all, format!("expected `{key}`, `{key} = ..` or `{key}(..)`"));
            return None;
        }
    };
    Some(Entry { key, value })
}
