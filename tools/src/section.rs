//! The sections of generated documents: one for each group that directly contains metrics.

use tallymark::desc::GroupDesc;

/// Returns the group and its nested groups, without those that only contain groups.
pub(crate) fn sections(group: &GroupDesc) -> Vec<&GroupDesc> {
    let own = (!group.metrics.is_empty()).then_some(group);
    own.into_iter().chain(group.groups.iter().flat_map(|group| sections(group))).collect()
}

/// Returns the group's name as a heading: `GuildMetrics` is `Guild`.
pub(crate) fn heading(group: &GroupDesc) -> String {
    let name = group.name.strip_suffix("Metrics").filter(|name| !name.is_empty());
    name.unwrap_or(group.name).to_owned()
}
