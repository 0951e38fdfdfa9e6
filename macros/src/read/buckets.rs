//! `buckets = ..`.

use crate::attr::{Entries, Entry};
use crate::diag::Diags;
use crate::keys::Key;
use crate::model::{BoundsSource, BucketBound, BucketBounds, MetricBuckets};
use proc_macro2::{Delimiter, Punct, Spacing, TokenStream, TokenTree};

pub(crate) fn read_buckets(diags: &mut Diags, entries: &Entries) -> MetricBuckets {
    let Some(entry) = entries.find(Key::Buckets) else {
        return MetricBuckets::Absent;
    };
    match read_source(diags, entry) {
        Some(source) => MetricBuckets::Given(BucketBounds { key: entry.span, source }),
        None => MetricBuckets::Unreadable,
    }
}

fn read_source(diags: &mut Diags, entry: &Entry) -> Option<BoundsSource> {
    let tokens = entry.assigned(diags)?;
    let mut trees = tokens.clone().into_iter();
    if let (Some(TokenTree::Group(list)), None) = (trees.next(), trees.next())
        && list.delimiter() == Delimiter::Bracket
    {
        return read_list(diags, list.stream()).map(BoundsSource::List);
    }
    if syn::parse2::<syn::Expr>(tokens.clone()).is_err() {
        entry.report_shape(diags);
        return None;
    }
    Some(BoundsSource::Expr(tokens.clone()))
}

fn read_list(diags: &mut Diags, list: TokenStream) -> Option<Vec<BucketBound>> {
    let errors = diags.len();
    let mut bounds = Vec::new();
    let mut bound = TokenStream::new();
    let comma = TokenTree::from(Punct::new(',', Spacing::Alone));
    for token in list.into_iter().chain([comma]) {
        if !matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',') {
            bound.extend([token]);
        } else if !bound.is_empty() {
            let tokens = std::mem::take(&mut bound);
            if let Some(value) = parse_number(&tokens) {
                bounds.push(BucketBound { tokens, value });
            } else {
                let message = "expected a number; for computed bounds write the name of a constant \
                               instead of the list";
                diags.error_spanned(&tokens, message);
            }
        }
    }
    (diags.len() == errors).then_some(bounds)
}

fn parse_number(tokens: &TokenStream) -> Option<f64> {
    let text = tokens.to_string().replace([' ', '_'], "");
    let text = text.strip_suffix("f64").unwrap_or(&text);
    // `f64::from_str` also accepts words such as `inf`, which are not literals.
    let starts_with_digit = text.trim_start_matches('-').chars().next()?.is_ascii_digit();
    starts_with_digit.then(|| text.parse().ok()).flatten()
}
