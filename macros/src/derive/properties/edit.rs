//! Random changes to token trees.

use proc_macro2::{Group, TokenStream, TokenTree};
use proptest::sample::Index;

/// A change to one token tree.
#[derive(Clone, Debug)]
pub(super) struct Edit {
    /// The index of the token tree. A group counts before its content.
    pub(super) at: Index,
    pub(super) kind: EditKind,
}

#[derive(Clone, Debug)]
pub(super) enum EditKind {
    Delete,
    Duplicate,
    /// Swaps the token tree with the next one.
    Swap,
    Replace(String),
}

/// Returns the tokens after all edits, in order.
pub(super) fn apply(tokens: TokenStream, edits: &[Edit]) -> TokenStream {
    edits.iter().fold(tokens, |tokens, edit| {
        let mut left = match count(&tokens) {
            0 => return tokens,
            all => edit.at.index(all),
        };
        apply_edit(tokens, &mut left, &edit.kind)
    })
}

fn count(tokens: &TokenStream) -> usize {
    let within = |token| match token {
        TokenTree::Group(group) => 1 + count(&group.stream()),
        _ => 1,
    };
    tokens.clone().into_iter().map(within).sum()
}

/// Applies one edit. `left` is the number of token trees before the edited one, and `usize::MAX` after
/// the edit.
fn apply_edit(tokens: TokenStream, left: &mut usize, kind: &EditKind) -> TokenStream {
    let mut edited = TokenStream::new();
    let mut tokens = tokens.into_iter();
    while let Some(token) = tokens.next() {
        if *left == 0 {
            *left = usize::MAX;
            match kind {
                EditKind::Delete => {}
                EditKind::Duplicate => edited.extend([token.clone(), token]),
                EditKind::Swap => edited.extend(tokens.next().into_iter().chain([token])),
                EditKind::Replace(source) => edited.extend(super::tokens(source)),
            }
            continue;
        }
        *left = left.saturating_sub(1);
        edited.extend([match token {
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), apply_edit(group.stream(), left, kind)).into()
            }
            other => other,
        }]);
    }
    edited
}
