use super::defaults::apply_defaults;
use super::existing_names::apply_existing_names;
use super::field::add_field;
use crate::attr;
use crate::diag::Diags;
use crate::keys::{KeyPosition, MetricPart};
use crate::model::Group;
use crate::read::{allow, derive_target, doc, group_keys};
use syn::{DeriveInput, LitStr};

/// Returns the group that a struct declares, or `None` if the input has no named fields.
pub(crate) fn lower_group(diags: &mut Diags, input: &DeriveInput) -> Option<Group> {
    let entries = attr::read_attributes(diags, &input.attrs, KeyPosition::Group);
    let namespace = group_keys::read_namespace(diags, &entries);
    let errors = diags.len();
    let allows = allow::read_allows(diags, &entries);
    let has_unclear_allows = diags.len() > errors || entries.mistaken.contains(&MetricPart::Name);
    let mut group = Group {
        ident: input.ident.clone(),
        vis: input.vis.clone(),
        generics: input.generics.clone(),
        krate: group_keys::read_crate(diags, &entries, KeyPosition::Group),
        namespace_span: namespace.as_ref().map(LitStr::span),
        namespace: namespace.map(|text| text.value()).unwrap_or_default(),
        doc: doc::read_doc(&input.attrs),
        max_series: group_keys::read_max_series(diags, &entries),
        allows,
        removed_fields: derive_target::removed_fields(input),
        metrics: Vec::new(),
        groups: Vec::new(),
        skipped: Vec::new(),
        decided_allows: Vec::new(),
        has_unclear_allows,
    };
    for field in derive_target::read_fields(diags, input)? {
        add_field(diags, &mut group, field);
    }
    apply_defaults(diags, &mut group, &entries);
    apply_existing_names(diags, &mut group, &entries);
    Some(group)
}
