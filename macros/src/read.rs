//! Entries → typed values. Each file reads the value of one key, or of keys that belong together.

pub(crate) mod allow;
pub(crate) mod buckets;
pub(crate) mod derive_target;
pub(crate) mod doc;
pub(crate) mod existing_names;
pub(crate) mod field_role;
pub(crate) mod group_keys;
pub(crate) mod label_values;
pub(crate) mod labels;
pub(crate) mod rename;
pub(crate) mod runtime_name;
pub(crate) mod stability;
pub(crate) mod std_attributes;
pub(crate) mod visible_type;
