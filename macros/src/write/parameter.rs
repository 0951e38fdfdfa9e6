//! The parameters of generated methods: labels and skipped fields.
//!
//! A parameter is a pattern, and a pattern that has the name of a constant, a static or a unit struct in scope
//! means that item. A function may have the name of a parameter. So the methods are in a block in which each
//! name is a function, which hides the other items.

use super::spans::resolved_span;
use crate::model::{Group, NamedField};
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use std::collections::{BTreeMap, HashSet};
use syn::ext::IdentExt;

/// The names of the parameters of a group.
pub(super) struct Parameters {
    /// The identifiers in the types of fields, which must keep their meaning.
    in_types: HashSet<String>,
    hidden: BTreeMap<String, Ident>,
}

impl Parameters {
    pub(super) fn new(group: &Group) -> Self {
        let metrics = group.metrics.iter().map(|metric| &metric.field);
        let fields: Vec<&NamedField> = metrics.chain(&group.groups).chain(&group.skipped).collect();
        let mut in_types = HashSet::new();
        for field in fields {
            add_idents(field.ty.to_token_stream(), &mut in_types);
        }
        let mut parameters = Self { in_types, hidden: BTreeMap::new() };
        let labels = group.metrics.iter().flat_map(|metric| &metric.labels.names);
        let labels = labels.map(|label| label.name.clone());
        let skipped = group.skipped.iter().map(|field| field.ident.unraw().to_string());
        for name in labels.chain(skipped).filter(|name| !parameters.in_types.contains(name)) {
            if parameters.hidden.contains_key(&name) {
                continue;
            }
            let ident = parameters.ident(&name, Span::call_site());
            parameters.hidden.insert(name, ident);
        }
        parameters
    }

    /// Returns the parameter called `name`, as a raw identifier if the name is a keyword.
    pub(super) fn ident(&self, name: &str, span: Span) -> Ident {
        let span = resolved_span(span);
        // Parsing is slow, so a name is parsed once.
        if let Some(known) = self.hidden.get(name) {
            let mut ident = known.clone();
            ident.set_span(span);
            return ident;
        }
        if self.in_types.contains(name) {
            format_ident!("__{name}", span = span)
        } else if syn::parse_str::<Ident>(name).is_ok() {
            Ident::new(name, span)
        } else {
            Ident::new_raw(name, span)
        }
    }

    /// Returns the functions that hide other items with the names of parameters.
    pub(super) fn write_functions(&self) -> TokenStream {
        let names = self.hidden.values();
        quote!(#(const fn #names() {})*)
    }
}

fn add_idents(tokens: TokenStream, idents: &mut HashSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(ident) => {
                idents.insert(ident.unraw().to_string());
            }
            TokenTree::Group(group) => add_idents(group.stream(), idents),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
