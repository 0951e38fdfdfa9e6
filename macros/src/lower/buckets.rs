use crate::diag::Diags;
use crate::model::Buckets;
use crate::read::{Entry, Value};
use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};
use quote::ToTokens;

/// The bounds of a histogram: a list, or an expression.
pub(super) fn read_buckets(diags: &mut Diags, entry: &Entry) -> Option<Buckets> {
    let Value::Tokens(tokens) = &entry.value else {
        diags.at(entry.span(), "`buckets` takes bounds; write `buckets = [0.1, 1, 10]`");
        return None;
    };
    let mut trees = tokens.clone().into_iter();
    if let (Some(TokenTree::Group(list)), None) = (trees.next(), trees.next())
        && list.delimiter() == Delimiter::Bracket
    {
        let list = read_bounds(diags, list.stream())?;
        let floats = list.iter().map(|(tokens, value)| float(tokens, *value));
        return Some(Buckets {
            key: entry.span(),
            tokens: quote::quote!([#(#floats),*]),
            list: Some(list),
        });
    }
    if syn::parse2::<syn::Expr>(tokens.clone()).is_err() {
        diags.over(tokens, "expected a list such as `[0.1, 1, 10]`, a constant or a `const` call");
        return None;
    }
    Some(Buckets { key: entry.span(), tokens: tokens.clone(), list: None })
}

/// A bound as a float, so that `[1, 5]` need not be written `[1.0, 5.0]`.
fn float(tokens: &TokenStream, value: f64) -> TokenStream {
    let span = tokens.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
    if !value.is_finite() {
        return tokens.clone();
    }
    let mut literal = proc_macro2::Literal::f64_suffixed(value.abs());
    literal.set_span(span.resolved_at(Span::call_site()));
    if value.is_sign_negative() { quote::quote!(-#literal) } else { literal.to_token_stream() }
}

fn read_bounds(diags: &mut Diags, list: TokenStream) -> Option<Vec<(TokenStream, f64)>> {
    let mut bounds = Vec::new();
    let mut bound = TokenStream::new();
    let mut all_read = true;
    let comma: TokenTree = proc_macro2::Punct::new(',', proc_macro2::Spacing::Alone).into();
    for token in list.into_iter().chain([comma]) {
        if !matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',') {
            bound.extend([token]);
        } else if !bound.is_empty() {
            let bound = std::mem::take(&mut bound);
            if let Some(value) = literal(&bound) {
                bounds.push((bound, value));
            } else {
                all_read = false;
                diags.over(&bound, "expected a number; use a constant for what is computed");
            }
        }
    }
    all_read.then_some(bounds)
}

fn literal(tokens: &TokenStream) -> Option<f64> {
    let text = tokens.to_string().replace([' ', '_'], "");
    let text = text.strip_suffix("f64").unwrap_or(&text);
    // `f64::from_str` reads words such as `inf` that are no literals.
    let digits = text.trim_start_matches('-').chars().next()?.is_ascii_digit();
    digits.then(|| text.parse().ok()).flatten()
}
