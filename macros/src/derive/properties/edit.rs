//! Changes to a tree of tokens.

use proc_macro2::{Group, TokenStream, TokenTree};
use proptest::sample::Index;

/// A change to one token, or to one group with all that is in it.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    /// Which, counted from the first, a group before what is in it.
    pub(super) at: Index,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug)]
pub(super) enum Kind {
    Delete,
    Duplicate,
    /// With what follows it.
    Swap,
    Replace(String),
}

/// The stream after one edit and the next.
pub(super) fn apply(tokens: TokenStream, edits: &[Edit]) -> TokenStream {
    edits.iter().fold(tokens, |tokens, edit| {
        let mut left = match count(&tokens) {
            0 => return tokens,
            all => edit.at.index(all),
        };
        one(tokens, &mut left, &edit.kind)
    })
}

fn count(tokens: &TokenStream) -> usize {
    let within = |token| match token {
        TokenTree::Group(group) => 1 + count(&group.stream()),
        _ => 1,
    };
    tokens.clone().into_iter().map(within).sum()
}

/// `left` is how many tokens come before the one that is edited; `usize::MAX` after it.
fn one(tokens: TokenStream, left: &mut usize, kind: &Kind) -> TokenStream {
    let mut edited = TokenStream::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        if *left == 0 {
            *left = usize::MAX;
            match kind {
                Kind::Delete => {}
                Kind::Duplicate => edited.extend([token.clone(), token]),
                Kind::Swap => edited.extend(tokens.next().into_iter().chain([token])),
                Kind::Replace(source) => edited.extend(super::tokens(source)),
            }
            continue;
        }
        *left = left.saturating_sub(1);
        edited.extend([match token {
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), one(group.stream(), left, kind)).into()
            }
            other => other,
        }]);
    }
    edited
}
