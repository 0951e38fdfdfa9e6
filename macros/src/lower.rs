//! Typed values and syn's fields → model. This stage only assembles.

mod defaults;
mod existing_names;
mod field;
mod group;
mod label_enum;

pub(crate) use group::lower_group;
pub(crate) use label_enum::lower_label_enum;
