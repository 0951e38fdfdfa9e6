//! `buckets = ..`.

use crate::attr::{Entries, Entry};
use crate::diag::Diags;
use crate::keys::{Key, MetricPart};
use crate::model::{BoundsSource, BucketBound, BucketBounds, MetricBuckets};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::{Expr, Lit};

pub(crate) fn read_buckets(diags: &mut Diags, entries: &Entries) -> MetricBuckets {
    let Some(entry) = entries.find(Key::Buckets) else {
        let is_unclear = entries.mistaken.contains(&MetricPart::Buckets);
        return if is_unclear { MetricBuckets::Unreadable } else { MetricBuckets::Absent };
    };
    match read_source(diags, entry) {
        Some(source) => {
            MetricBuckets::Given(BucketBounds { key: entry.span, is_checked: false, source })
        }
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
    let fix = match syn::parse2::<Expr>(tokens.clone()) {
        Ok(Expr::Macro(call)) if call.mac.path.is_ident("vec") => "write the list without `vec!`",
        Ok(Expr::Reference(_)) => "write the list or constant without `&`",
        Err(_) | Ok(Expr::Lit(_) | Expr::Tuple(_)) => {
            entry.report_shape(diags);
            return None;
        }
        Ok(_) => return Some(BoundsSource::Expr(tokens.clone())),
    };
    diags.error_spanned(tokens, format!("{fix}: {}", entry.key.example()));
    None
}

/// Returns the bounds of a list. Only its first mistake is reported, because the others are often the
/// same.
fn read_list(diags: &mut Diags, list: TokenStream) -> Option<Vec<BucketBound>> {
    let mut bounds = Vec::new();
    let mut bound = TokenStream::new();
    for token in list {
        if !matches!(&token, TokenTree::Punct(comma) if comma.as_char() == ',') {
            bound.extend([token]);
        } else if bound.is_empty() {
            diags.error_spanned(&token, "expected a bound before the comma; remove the comma");
            return None;
        } else {
            bounds.push(read_bound(diags, std::mem::take(&mut bound))?);
        }
    }
    if !bound.is_empty() {
        bounds.push(read_bound(diags, bound)?);
    }
    Some(bounds)
}

fn read_bound(diags: &mut Diags, tokens: TokenStream) -> Option<BucketBound> {
    let value = parse_number(&tokens);
    if value.is_none() {
        if tokens.to_string().contains("INFINITY") {
            let message = "the bound is not finite; remove it, because `+Inf` is always there";
            diags.error_spanned(&tokens, message);
            return None;
        }
        let message = "expected a number in the unit of the metric, such as `0.005`; for computed bounds \
                       write the name of a constant in place of the list";
        diags.error_spanned(&tokens, message);
    }
    Some(BucketBound { value: value?, tokens })
}

/// Returns the value of a number literal in any form, such as `1_000`, `1e3`, `0x10` or `2.5f32`. The
/// suffix does not change the value: `0.1f32` is the bound 0.1.
fn parse_number(tokens: &TokenStream) -> Option<f64> {
    let text: String = flatten(tokens.clone()).iter().map(ToString::to_string).collect();
    let (sign, digits) = text.strip_prefix('-').map_or(("", &*text), |digits| ("-", digits));
    let digits = match syn::parse_str::<Lit>(digits) {
        Ok(Lit::Int(number)) if is_number_type(number.suffix()) => {
            number.base10_digits().to_owned()
        }
        Ok(Lit::Float(number)) if is_number_type(number.suffix()) => {
            number.base10_digits().to_owned()
        }
        // `1.e3` is a number for `f64::from_str`, which also accepts words such as `inf`.
        Err(_) if digits.starts_with(|first: char| first.is_ascii_digit()) => {
            digits.replace('_', "")
        }
        _ => return None,
    };
    format!("{sign}{digits}").parse().ok()
}

/// Returns the tokens without the invisible groups that `macro_rules!` writes.
fn flatten(tokens: TokenStream) -> Vec<TokenTree> {
    let mut flat = Vec::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
                flat.extend(flatten(group.stream()));
            }
            token => flat.push(token),
        }
    }
    flat
}

/// Returns whether a literal may have this suffix.
fn is_number_type(suffix: &str) -> bool {
    matches!(
        suffix,
        "" | "f32"
            | "f64"
            | "u8"
            | "u16"
            | "u32"
            | "u64"
            | "u128"
            | "usize"
            | "i8"
            | "i16"
            | "i32"
            | "i64"
            | "i128"
            | "isize"
    )
}

#[cfg(test)]
mod tests {
    use super::parse_number;

    fn check(text: &str, expected: Option<f64>) {
        assert_eq!(parse_number(&text.parse().unwrap()), expected, "{text}");
    }

    #[test]
    fn number_literals_of_every_form_are_bounds() {
        for (text, value) in [
            ("0", 0.0),
            ("1_000", 1e3),
            ("0x10", 16.0),
            ("0xFF_u32", 255.0),
            ("0b1_0000", 16.0),
            ("0o100", 64.0),
            ("1f32", 1.0),
            ("0.1f32", 0.1),
            ("1e3f64", 1e3),
            ("3_usize", 3.0),
            ("2i128", 2.0),
            ("1.", 1.0),
            ("2.e3", 2e3),
            ("1E+4", 1e4),
            ("1_0.5_0e-1_0", 10.5e-10),
            ("18446744073709551616", 18_446_744_073_709_551_616.0),
        ] {
            check(text, Some(value));
            check(&format!("-{text}"), Some(-value));
        }
    }

    #[test]
    fn other_tokens_are_no_bounds() {
        for text in
            ["inf", "NaN", "1s", "10ms", "1 + 1", "1 << 4", "KB", "\"1\"", "'1'", "true", "--1"]
        {
            check(text, None);
        }
    }
}
