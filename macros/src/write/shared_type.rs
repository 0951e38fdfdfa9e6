//! One location for each type of a group.

use crate::model::{Group, VisibleLabel};
use quote::ToTokens;
use std::collections::HashMap;
use syn::Type;

/// Gives equal label types, and equal units, the location of the first of them. rustc reports equal errors at one
/// location once, so a missing derive is one error, however many metrics have the label.
pub(crate) fn share_types(group: &mut Group) {
    let mut first = HashMap::new();
    let visible = group.metrics.iter_mut().filter_map(|metric| metric.visible.as_mut());
    for visible in visible {
        for label in &mut visible.labels {
            match label {
                VisibleLabel::Fixed(ty) | VisibleLabel::Bounded { ty, .. } => share(&mut first, ty),
            }
        }
        if let Some(unit) = &mut visible.unit {
            share(&mut first, unit);
        }
    }
}

fn share(first: &mut HashMap<String, Type>, ty: &mut Type) {
    let known = first.entry(ty.to_token_stream().to_string()).or_insert_with(|| ty.clone());
    ty.clone_from(known);
}
