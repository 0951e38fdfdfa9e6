//! The kind, labels and unit of a field, where its type shows them.

use crate::model::{VisibleKind, VisibleLabel, VisibleType};
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, Type};

/// Reads `Counter<Labels, Unit>` and the like, by any path. Returns `None` for other types, such as
/// an alias: only the compiler knows what those are.
pub(crate) fn read_visible(ty: &Type) -> Option<VisibleType> {
    let path = path_of(ty)?;
    let kind = match path.segments.last()?.ident.to_string().as_str() {
        "Counter" => VisibleKind::Counter,
        "Gauge" => VisibleKind::Gauge,
        "UpDownCounter" => VisibleKind::UpDownCounter,
        "Histogram" => VisibleKind::Histogram,
        _ => return None,
    };
    let mut args = type_args(path)?.into_iter();
    let labels = match args.next() {
        None => Vec::new(),
        Some(Type::Tuple(tuple)) => tuple.elems.iter().map(read_label).collect(),
        Some(label) => vec![read_label(label)],
    };
    let unit = args.next().cloned();
    if args.next().is_some() { None } else { Some(VisibleType { kind, labels, unit }) }
}

/// Returns the path of a type, also inside the invisible groups that `macro_rules!` writes.
fn path_of(ty: &Type) -> Option<&Path> {
    match ty {
        Type::Path(path) if path.qself.is_none() => Some(&path.path),
        Type::Group(group) => path_of(&group.elem),
        Type::Paren(paren) => path_of(&paren.elem),
        _ => None,
    }
}

/// Returns the arguments of the last segment, or `None` if one of them is not a type.
fn type_args(path: &Path) -> Option<Vec<&Type>> {
    match &path.segments.last()?.arguments {
        PathArguments::None => Some(Vec::new()),
        PathArguments::AngleBracketed(args) => args
            .args
            .iter()
            .map(|arg| match arg {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            })
            .collect(),
        PathArguments::Parenthesized(_) => None,
    }
}

fn read_label(ty: &Type) -> VisibleLabel {
    read_bounded(ty).unwrap_or_else(|| VisibleLabel::Fixed(ty.clone()))
}

/// Reads `Bounded<T, MAX>`.
fn read_bounded(ty: &Type) -> Option<VisibleLabel> {
    let segment = path_of(ty)?.segments.last()?;
    let PathArguments::AngleBracketed(args) = &segment.arguments else {
        return None;
    };
    let mut args = args.args.iter();
    let (Some(GenericArgument::Type(value)), Some(max), None) =
        (args.next(), args.next(), args.next())
    else {
        return None;
    };
    let bounded = VisibleLabel::Bounded { value: value.clone(), max: max.to_token_stream() };
    (segment.ident == "Bounded").then_some(bounded)
}
