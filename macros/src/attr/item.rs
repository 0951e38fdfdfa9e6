use crate::diag::Diags;
use crate::keys::Key;
use proc_macro2::{Delimiter, Group, Ident, Spacing, TokenStream, TokenTree};
use syn::ext::IdentExt;

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
    /// A value of another form, which is reported if the key is known.
    Malformed,
}

/// The items of a list.
#[derive(Default)]
pub(crate) struct Items {
    pub(crate) items: Vec<Item>,
    /// True if a part of the list has no name, so that any key may be meant.
    pub(crate) has_nameless: bool,
}

/// Returns the items of a list. Malformed items are reported.
pub(crate) fn read_items(diags: &mut Diags, list: TokenStream) -> Items {
    let mut items = Items::default();
    for tokens in split_at_commas(diags, list) {
        for tokens in split_at_keys(diags, tokens) {
            add_item(diags, &mut items, tokens);
        }
    }
    items
}

/// Splits a list at its commas. Commas between `::<` and `>` belong to a type. A comma without tokens
/// before it is reported.
fn split_at_commas(diags: &mut Diags, list: TokenStream) -> Vec<Vec<TokenTree>> {
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
                    if parts.last().is_some_and(Vec::is_empty) {
                        diags.error_spanned(
                            &token,
                            "expected a key before the comma; remove the comma",
                        );
                    } else {
                        parts.push(Vec::new());
                    }
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

/// Splits a part before each known key that follows a value without a comma.
fn split_at_keys(diags: &mut Diags, tokens: Vec<TokenTree>) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    let mut tokens = tokens.into_iter().peekable();
    let mut follows_value = false;
    while let Some(token) = tokens.next() {
        if let TokenTree::Ident(ident) = &token
            && follows_value
            && is_key(ident, tokens.peek())
        {
            diags.error_at(ident.span(), format!("missing comma; write a `,` before `{ident}`"));
            parts.push(Vec::new());
        }
        follows_value = !matches!(&token, TokenTree::Punct(_));
        if let Some(part) = parts.last_mut() {
            part.push(token);
        }
    }
    parts
}

/// Returns whether the identifier is a key and stands before a value, or before nothing.
fn is_key(ident: &Ident, next: Option<&TokenTree>) -> bool {
    let before_value = match next {
        None => true,
        Some(TokenTree::Punct(punct)) => {
            punct.as_char() == '=' && punct.spacing() == Spacing::Alone
        }
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Parenthesis,
        Some(_) => false,
    };
    before_value && Key::is_name(&ident.unraw().to_string())
}

fn add_item(diags: &mut Diags, items: &mut Items, tokens: Vec<TokenTree>) {
    let all: TokenStream = tokens.iter().cloned().collect();
    let mut tokens = tokens.into_iter();
    let Some(TokenTree::Ident(name)) = tokens.next() else {
        // `buckets = 0.1, 1` without brackets: the rest of the value of the last key.
        if let Some(Item { value: EntryValue::Assigned(value), .. }) = items.items.last_mut()
            && starts_with_literal(value)
            && starts_with_literal(&all)
        {
            value.extend(all);
            return;
        }
        diags.error_spanned(all, "expected a key; write `key`, `key = ..` or `key(..)`");
        items.has_nameless = true;
        return;
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
        (Some(next), _) => {
            let text = name.unraw().to_string();
            // An unknown key is reported later, and is the only error then.
            if let Some(example) = Key::find_example(&text) {
                let message = format!("malformed value of `{text}`; write {example}");
                diags.error_spanned(next, message);
            }
            EntryValue::Malformed
        }
    };
    items.items.push(Item { name, value });
}

fn starts_with_literal(tokens: &TokenStream) -> bool {
    matches!(tokens.clone().into_iter().next(), Some(TokenTree::Literal(_)))
}
