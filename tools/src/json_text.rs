//! JSON files as they are committed: indented, with a newline at the end.

use serde::Serialize;

/// Returns the JSON document of a value.
pub(crate) fn to_json(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    // Writing to memory does not fail, and all our map keys are text.
    let _ = serde_json::to_writer_pretty(&mut bytes, value);
    bytes.push(b'\n');
    String::from_utf8_lossy(&bytes).into_owned()
}
