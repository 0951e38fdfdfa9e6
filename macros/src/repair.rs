//! A struct with a half-typed field. Editors expand it while the user types, and the accessors of the other
//! fields must stay.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::quote;
use syn::parse::Parser;
use syn::{DeriveInput, Field};

/// Returns the input without the fields that cannot be parsed, and the errors about these fields. Returns the
/// first error if something else is wrong.
pub(crate) fn parse_input(
    input: TokenStream,
) -> Result<(DeriveInput, Vec<syn::Error>), syn::Error> {
    match syn::parse2(input.clone()) {
        Ok(input) => Ok((input, Vec::new())),
        Err(error) => parse_without_wrong_fields(input).ok_or(error),
    }
}

fn parse_without_wrong_fields(input: TokenStream) -> Option<(DeriveInput, Vec<syn::Error>)> {
    let mut trees: Vec<TokenTree> = input.into_iter().collect();
    let Some(TokenTree::Group(body)) = trees.pop() else { return None };
    if body.delimiter() != Delimiter::Brace {
        return None;
    }
    let (mut fields, mut errors) = (TokenStream::new(), Vec::new());
    for field in split_fields(body.stream()).into_iter().filter(|field| !field.is_empty()) {
        match Field::parse_named.parse2(field.iter().cloned().collect()) {
            Ok(field) => fields.extend(quote!(#field,)),
            Err(error) => errors.push(error),
        }
    }
    let mut repaired = Group::new(Delimiter::Brace, fields);
    repaired.set_span(body.span());
    trees.push(repaired.into());
    let input = syn::parse2(trees.into_iter().collect()).ok()?;
    (!errors.is_empty()).then_some((input, errors))
}

/// Splits the fields after their commas. Commas in angle brackets belong to a type.
fn split_fields(body: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut fields = vec![Vec::new()];
    let mut depth = 0_usize;
    let mut before = ' ';
    for token in body {
        let punct = match &token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match punct {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = punct;
        if punct == ',' && depth == 0 {
            fields.push(Vec::new());
        } else if let Some(field) = fields.last_mut() {
            field.push(token);
        }
    }
    fields
}
