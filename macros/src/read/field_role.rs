//! `group` and `skip`.

use crate::attr::Entries;
use crate::diag::Diags;
use crate::keys::Key;

/// The meaning of a field in a group.
pub(crate) enum FieldRole {
    Metric,
    NestedGroup,
    Skipped,
}

pub(crate) fn read_role(diags: &mut Diags, entries: &Entries) -> FieldRole {
    let flag = entries.find(Key::Group).or_else(|| entries.find(Key::Skip));
    let Some(flag) = flag else {
        return FieldRole::Metric;
    };
    flag.no_value(diags);
    for other in entries.iter().filter(|other| other.key != flag.key) {
        let (other_name, flag_name) = (other.key.name(), flag.key.name());
        let message = format!("`{other_name}` cannot be combined with `{flag_name}`; remove one");
        diags.error_at(other.span, message);
    }
    if flag.key == Key::Group { FieldRole::NestedGroup } else { FieldRole::Skipped }
}
