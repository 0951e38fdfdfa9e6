use crate::diag::Diags;
use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};

/// An item of a list: a name and its value.
pub(crate) struct Item {
    pub(crate) name: Ident,
    pub(crate) value: EntryValue,
}

/// The value after a name.
pub(crate) enum EntryValue {
    /// No value: `skip`.
    None,
    /// `= tokens`.
    Assigned(TokenStream),
    /// `(tokens)`.
    List(Group),
}

/// Returns the items of a list. Malformed items are reported and left out.
pub(crate) fn read_items(diags: &mut Diags, list: TokenStream) -> Vec<Item> {
    split_at_commas(list).into_iter().filter_map(|tokens| read_item(diags, tokens)).collect()
}

/// Splits a list at its commas. Commas between `::<` and `>` belong to a type.
fn split_at_commas(list: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    let mut depth = 0_usize;
    let mut before = ' ';
    for token in list {
        let mut punct = ' ';
        if let TokenTree::Punct(p) = &token {
            punct = p.as_char();
            match punct {
                '<' if before == ':' || depth > 0 => depth += 1,
                '>' => depth = depth.saturating_sub(1),
                ',' if depth == 0 => {
                    parts.push(Vec::new());
                    before = ' ';
                    continue;
                }
                _ => {}
            }
        }
        before = punct;
        if let Some(part) = parts.last_mut() {
            part.push(token);
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn read_item(diags: &mut Diags, tokens: Vec<TokenTree>) -> Option<Item> {
    let all: TokenStream = tokens.iter().cloned().collect();
    let mut tokens = tokens.into_iter();
    let Some(TokenTree::Ident(name)) = tokens.next() else {
        diags.error_spanned(all, "expected a key; write `key`, `key = ..` or `key(..)`");
        return None;
    };
    let value = match (tokens.next(), tokens.collect::<TokenStream>()) {
        (None, _) => EntryValue::None,
        (Some(TokenTree::Punct(eq)), rest) if eq.as_char() == '=' && !rest.is_empty() => {
            EntryValue::Assigned(rest)
        }
        (Some(TokenTree::Group(list)), rest)
            if list.delimiter() == Delimiter::Parenthesis && rest.is_empty() =>
        {
            EntryValue::List(list)
        }
        _ => {
            let message = format!(
                "malformed value of `{name}`; write `{name}`, `{name} = ..` or `{name}(..)`"
            );
            diags.error_spanned(all, message);
            return None;
        }
    };
    Some(Item { name, value })
}
