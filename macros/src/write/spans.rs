//! Spans of generated tokens: the user's location with the macro's name resolution.
//!
//! Tokens with the macro's resolution do not trigger lints of the user's crate. rustc also merges
//! equal errors about such tokens and about generated tokens at the same location.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

/// Returns the location of `span` with the macro's name resolution.
pub(super) fn resolved_span(span: Span) -> Span {
    span.resolved_at(Span::call_site())
}

/// Returns the user's identifier with the macro's name resolution.
pub(super) fn located(ident: &Ident) -> Ident {
    let mut ident = ident.clone();
    ident.set_span(resolved_span(ident.span()));
    ident
}

/// Returns the user's tokens with the macro's name resolution.
pub(super) fn resolved(tokens: TokenStream) -> TokenStream {
    map_tokens(tokens, &|token| {
        // `$crate` keeps its span, which decides the crate that it names.
        if !matches!(&token, TokenTree::Ident(ident) if ident == "$crate") {
            token.set_span(resolved_span(token.span()));
        }
    })
}

/// Returns `tokens` at the location `span`, so that errors about them are reported there.
pub(super) fn moved(tokens: TokenStream, span: Span) -> TokenStream {
    map_tokens(tokens, &|token| token.set_span(span))
}

/// Changes the span of each token, inside groups as well.
fn map_tokens(tokens: TokenStream, set_span: &dyn Fn(&mut TokenTree)) -> TokenStream {
    let tokens = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            let inner = map_tokens(group.stream(), set_span);
            let mut outer = Group::new(group.delimiter(), inner);
            outer.set_span(group.span());
            token = outer.into();
        }
        set_span(&mut token);
        token
    });
    tokens.collect()
}
