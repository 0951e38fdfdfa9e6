use crate::attr::{self, Entries};
use crate::diag::Diags;
use crate::keys::{KeyPosition, MetricPart};
use crate::model::{Group, Metric, NamedField};
use crate::read::field_role::{self, FieldRole};
use crate::read::{allow, buckets, doc, labels, rename, stability, std_attributes, visible_type};
use syn::Field;
use syn::ext::IdentExt;

/// Adds a field to its group.
pub(super) fn add_field(diags: &mut Diags, group: &mut Group, field: &Field) {
    let Some(ident) = field.ident.clone() else {
        return;
    };
    let entries = attr::read_attributes(diags, &field.attrs, KeyPosition::Field);
    let named = NamedField { ident, ty: field.ty.clone() };
    match field_role::read_role(diags, &entries) {
        FieldRole::NestedGroup => group.groups.push(named),
        // The constructor may be called without a value for it.
        FieldRole::Skipped if entries.mistaken.contains(&MetricPart::Value) => {}
        FieldRole::Skipped => group.skipped.push(named),
        FieldRole::Metric => {
            let metric = read_metric(diags, group, &entries, field, named);
            group.metrics.push(metric);
        }
    }
}

fn read_metric(
    diags: &mut Diags,
    group: &Group,
    entries: &Entries,
    field: &Field,
    named: NamedField,
) -> Metric {
    let visible = visible_type::visible(&field.ty);
    let mut mistakes = entries.mistaken.clone();
    let errors = diags.len();
    let allows = allow::read_allows(diags, entries);
    let is_unclear = diags.len() > errors || entries.mistaken.contains(&MetricPart::Reason);
    if is_unclear || group.has_unclear_allows {
        // Which rule is excepted is unclear.
        mistakes.extend([MetricPart::Name, MetricPart::Labels]);
    }
    Metric {
        index: group.metrics.len(),
        name: exported_name(group, &named),
        field: named,
        vis: field.vis.clone(),
        doc: doc::read_doc(&field.attrs),
        labels: labels::read_labels(diags, entries, &field.ty, visible.as_ref()),
        visible,
        buckets: buckets::read_buckets(diags, entries),
        allows,
        experimental: stability::read_experimental(diags, entries),
        deprecated: stability::read_deprecated(diags, entries, &field.attrs),
        accessor_attributes: std_attributes::read_accessor_attributes(&field.attrs),
        former_name: rename::read_former_name(diags, entries),
        has_keys: !entries.is_empty(),
        mistakes,
        decided: Vec::new(),
    }
}

fn exported_name(group: &Group, field: &NamedField) -> String {
    let name = field.ident.unraw().to_string();
    if group.namespace.is_empty() { name } else { format!("{}_{name}", group.namespace) }
}
