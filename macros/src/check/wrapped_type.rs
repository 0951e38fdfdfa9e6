//! Metrics and groups inside other types, which a field cannot have.

use super::type_text::{last_name, show};
use crate::builtin_unit::BuiltinUnit;
use crate::diag::Diags;
use crate::model::VisibleKind;
use crate::read::visible_type::{ungroup, visible};
use syn::{GenericArgument, PathArguments, Type};

/// Reports a metric inside another type, and a metric with more than two arguments.
pub(super) fn check_wrapper(diags: &mut Diags, ty: &Type) {
    match ungroup(ty) {
        Type::Reference(reference) if visible(&reference.elem).is_some() => {
            let inner = show(&reference.elem);
            diags.error_spanned(ty, format!("the group owns its metrics; write `{inner}`"));
        }
        Type::Array(array) => report_several(diags, ty, &array.elem),
        Type::Slice(slice) => report_several(diags, ty, &slice.elem),
        Type::Path(path) => {
            let Some(last) = path.path.segments.last() else { return };
            if let Some(kind) = kind_of_vector(&last.ident.to_string()) {
                let message = format!(
                    "labels are the argument of the metric's type; write `{kind}<Outcome>` with an enum of the \
                     label's values"
                );
                diags.error_spanned(ty, message);
                return;
            }
            let PathArguments::AngleBracketed(args) = &last.arguments else { return };
            let args = args.args.iter().map(|arg| match arg {
                GenericArgument::Type(ty) => Some(ty),
                _ => None,
            });
            let Some(args) = args.collect::<Option<Vec<&Type>>>() else { return };
            check_path(diags, ty, &last.ident.to_string(), &args);
        }
        _ => {}
    }
}

/// Returns the kind of a vector of the crate `prometheus`.
fn kind_of_vector(name: &str) -> Option<&'static str> {
    match name {
        "CounterVec" | "IntCounterVec" => Some("Counter"),
        "GaugeVec" | "IntGaugeVec" => Some("Gauge"),
        "HistogramVec" => Some("Histogram"),
        _ => None,
    }
}

fn check_path(diags: &mut Diags, ty: &Type, name: &str, args: &[&Type]) {
    if let (true, [labels @ .., last]) = (is_kind(name) && args.len() > 2, args) {
        let has_unit = last_name(last).is_some_and(|name| BuiltinUnit::find(&name).is_some());
        let (labels, unit) =
            if has_unit { (labels, format!(", {}", show(last))) } else { (args, String::new()) };
        let labels: Vec<_> = labels.iter().map(show).collect();
        let labels = labels.join(", ");
        let message = format!("labels are one tuple; write `{name}<({labels}){unit}>`");
        diags.error_spanned(ty, message);
        return;
    }
    let Some(inner) = args.last().filter(|inner| visible(inner).is_some()) else { return };
    let shown = show(inner);
    let message = match name {
        "Option" => {
            format!("a metric always exists, and shows 0 until it is used; write `{shown}`")
        }
        "Arc" | "Rc" | "Box" | "Mutex" | "RwLock" | "Cell" | "RefCell" | "LazyLock"
        | "OnceLock" | "Lazy" | "OnceCell" => {
            format!(
                "a metric is shared and recorded through `&self`, without a wrapper; write `{shown}`"
            )
        }
        "Vec" | "HashMap" | "BTreeMap" | "DashMap" | "VecDeque" => {
            return report_several(diags, ty, inner);
        }
        "Family" => {
            let labels = args.first().map_or_else(|| "Labels".to_owned(), show);
            let kind = last_name(inner).unwrap_or_default();
            format!(
                "labels are the argument of the metric's type; write `{kind}<{labels}>` and their names in `labels(..)`"
            )
        }
        _ => return,
    };
    diags.error_spanned(ty, message);
}

/// Reports a field of several metrics.
fn report_several(diags: &mut Diags, ty: &Type, inner: &Type) {
    let Some(inner) = visible(inner) else { return };
    let kind = kind_name(inner.kind);
    let message = format!(
        "a field is one metric; give the metric a label instead, such as `{kind}<Bounded<u16, 16>>` with \
         `labels(index)`"
    );
    diags.error_spanned(ty, message);
}

/// Reports nested groups that are no field of their own type.
pub(super) fn group_problem(ty: &Type) -> Option<String> {
    if visible(ty).is_some() {
        return Some(format!("`{}` is a metric and not a group; remove `group`", show(ty)));
    }
    let inner = match ungroup(ty) {
        Type::Reference(reference) => &*reference.elem,
        Type::Array(array) => &*array.elem,
        Type::Slice(slice) => &*slice.elem,
        Type::Path(path) => {
            let last = path.path.segments.last()?;
            let wrappers = ["Option", "Vec", "Arc", "Rc", "Box", "LazyLock", "OnceLock", "Mutex"];
            if !wrappers.contains(&last.ident.to_string().as_str()) {
                return None;
            }
            let PathArguments::AngleBracketed(args) = &last.arguments else { return None };
            match args.args.first()? {
                GenericArgument::Type(inner) => inner,
                _ => return None,
            }
        }
        _ => return None,
    };
    Some(format!("a nested group is a field of its own type; write `{}`", show(inner)))
}

fn is_kind(name: &str) -> bool {
    ["Counter", "Gauge", "UpDownCounter", "Histogram"].contains(&name)
}

/// Returns the name of the kind's type.
pub(super) fn kind_name(kind: VisibleKind) -> &'static str {
    match kind {
        VisibleKind::Counter => "Counter",
        VisibleKind::Gauge => "Gauge",
        VisibleKind::UpDownCounter => "UpDownCounter",
        VisibleKind::Histogram => "Histogram",
    }
}
