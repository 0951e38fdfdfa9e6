//! The kind, labels and unit of a field, where its type shows them.

use crate::builtin_unit::{BuiltinUnit, UnitSteps};
use crate::model::{VisibleKind, VisibleLabel, VisibleType};
use quote::ToTokens;
use syn::{GenericArgument, Path, PathArguments, Type};

/// Reads `Counter<Labels, Unit>` and the like, by any path. Returns `None` for other types, such as
/// an alias: only the compiler knows what those are.
///
/// The names are a guess, because a type of the user may have the same. Generated code confirms it.
pub(crate) fn visible(ty: &Type) -> Option<VisibleType> {
    let path = path_of(ty)?;
    let kind = match path.segments.last()?.ident.to_string().as_str() {
        "Counter" => VisibleKind::Counter,
        "Gauge" => VisibleKind::Gauge,
        "UpDownCounter" => VisibleKind::UpDownCounter,
        "Histogram" => VisibleKind::Histogram,
        _ => return None,
    };
    let mut args = type_args(path)?.into_iter();
    let (labels, label_count) = match args.next().map(ungroup) {
        None => (Vec::new(), Some(0)),
        Some(Type::Tuple(tuple)) => {
            (tuple.elems.iter().map(read_label).collect(), Some(tuple.elems.len()))
        }
        Some(ty) => {
            let label = read_label(ty);
            let is_one = matches!(label, VisibleLabel::Bounded { .. }) || is_bool(ty);
            (vec![label], is_one.then_some(1))
        }
    };
    let unit = args.next().cloned();
    if args.next().is_some() {
        return None;
    }
    let builtin_unit = match &unit {
        Some(unit) => find_unit(unit),
        None => BuiltinUnit::find("Count"),
    };
    Some(VisibleType { kind, labels, label_count, unit, builtin_unit })
}

/// Returns the unit of the runtime with the name of the type.
fn find_unit(ty: &Type) -> Option<&'static BuiltinUnit> {
    let last = path_of(ty)?.segments.last()?;
    let unit = BuiltinUnit::find(&last.ident.to_string())?;
    // `Count<u32>` is a count, and `Seconds<u32>` is another type.
    (last.arguments.is_none() || unit.steps == UnitSteps::Whole).then_some(unit)
}

fn is_bool(ty: &Type) -> bool {
    path_of(ty).is_some_and(|path| path.is_ident("bool"))
}

/// Returns the type in the invisible groups that `macro_rules!` writes, and in parentheses.
pub(crate) fn ungroup(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungroup(&group.elem),
        Type::Paren(paren) => ungroup(&paren.elem),
        ty => ty,
    }
}

/// Returns the path of a type.
pub(crate) fn path_of(ty: &Type) -> Option<&Path> {
    match ungroup(ty) {
        Type::Path(path) if path.qself.is_none() => Some(&path.path),
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
    let (ty, value) = (ty.clone(), Box::new(value.clone()));
    let bounded = VisibleLabel::Bounded { ty, value, max: max.to_token_stream() };
    (segment.ident == "Bounded").then_some(bounded)
}

#[cfg(test)]
mod tests {
    use super::visible;
    use crate::model::VisibleKind;

    /// Checks the kind, the number of labels and the name of the unit.
    fn check(ty: &str, kind: VisibleKind, labels: Option<usize>, unit: Option<&str>) {
        let visible = visible(&syn::parse_str(ty).unwrap()).unwrap_or_else(|| panic!("{ty}"));
        assert_eq!((visible.kind, visible.label_count), (kind, labels), "{ty}");
        assert_eq!(visible.unit_name(), unit, "{ty}");
    }

    #[test]
    fn kind_labels_and_unit_are_read_by_any_path() {
        check("Counter", VisibleKind::Counter, Some(0), Some(""));
        check("tallymark::Gauge<()>", VisibleKind::Gauge, Some(0), Some(""));
        check("::a::b::UpDownCounter<bool>", VisibleKind::UpDownCounter, Some(1), Some(""));
        check("(Histogram<(A, B), x::Seconds>)", VisibleKind::Histogram, Some(2), Some("seconds"));
        check("Counter<Bounded<str, { 2 * 3 }>, Count>", VisibleKind::Counter, Some(1), Some(""));
        check("Gauge<(A,), Gas>", VisibleKind::Gauge, Some(1), None);
        // It may be an alias of a tuple.
        check("Gauge<Labels, Decimal<2>>", VisibleKind::Gauge, None, None);
    }

    #[test]
    fn other_types_are_not_visible() {
        for ty in ["Tasks", "Counter<A, B, C>", "Counter<'a>", "&Counter", "<T as X>::Counter"] {
            assert!(visible(&syn::parse_str(ty).unwrap()).is_none(), "{ty}");
        }
    }
}
