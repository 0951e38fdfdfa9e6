//! Paths into the runtime. Generated code uses the traits `Metrics` and `LabelValue`, and otherwise only
//! the module `__private`. Public items can therefore move without a change of the macro.

use super::spans::{moved, resolved, resolved_span};
use crate::model::Metric;
use proc_macro2::{Literal, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::Type;

/// Returns the path of the runtime: the value of `crate = ..`, or `::tallymark`.
pub(super) fn krate(given: Option<&TokenStream>) -> TokenStream {
    given.map_or_else(|| quote!(::tallymark), |path| resolved(path.clone()))
}

/// Returns the imports of a generated block: `__private`, and the fallback traits that answer for
/// types that are not metrics.
///
/// The glob import stays unused if all types are metrics. The import of `__private` is always used,
/// which keeps rustc from reporting the glob as unused in the user's macro.
pub(super) fn imports(krate: &TokenStream) -> TokenStream {
    quote! {
        use #krate::__private;
        use __private::fallback::*;
    }
}

/// Returns a type between `before` and `after`, at the location of the type. Every use of a wrong type
/// then gives the same error, which rustc reports once.
pub(super) fn around(
    ty: &Type,
    before: impl FnOnce(Span) -> TokenStream,
    after: impl FnOnce(Span) -> TokenStream,
) -> TokenStream {
    let ty = resolved(ty.to_token_stream());
    let (first, last) = ends(&ty);
    let (before, after) = (before(first), after(last));
    quote!(#before #ty #after)
}

/// Returns the locations of the first and the last token.
fn ends(tokens: &TokenStream) -> (Span, Span) {
    let mut spans = tokens.clone().into_iter().map(|token| token.span());
    let first = spans.next().unwrap_or_else(Span::call_site);
    (first, spans.last().unwrap_or(first))
}

/// Returns the location of the first token of a type.
pub(super) fn start_of(ty: &Type) -> Span {
    let first = ty.to_token_stream().into_iter().next();
    resolved_span(first.map_or_else(Span::call_site, |token| token.span()))
}

/// Returns the metric's type [`around`] which the tokens are.
pub(super) fn metric_type(metric: &Metric, before: TokenStream, after: TokenStream) -> TokenStream {
    around(&metric.field.ty, |span| moved(before, span), |span| moved(after, span))
}

/// Returns the type that answers questions about a field's type. It needs [`imports`].
pub(super) fn field(metric: &Metric) -> TokenStream {
    let count = label_count(metric);
    metric_type(metric, quote!(__private::Field::<), quote!(, #count>))
}

/// Returns the number of labels. If the number is already reported as wrong, it is a value that
/// matches no type.
pub(super) fn label_count(metric: &Metric) -> TokenStream {
    if metric.labels.has_right_count() {
        Literal::usize_unsuffixed(metric.labels.names.len()).into_token_stream()
    } else {
        quote!({ ::core::primitive::usize::MAX })
    }
}
