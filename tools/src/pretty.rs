//! JSON as it is committed: indented, and with a line's end after it.

use serde::Serialize;

/// The document of a value whose keys are text.
pub(crate) fn json(value: &impl Serialize) -> String {
    let mut bytes = Vec::new();
    // Writing into memory cannot fail, nor can a structure whose keys are text.
    let _ = serde_json::to_writer_pretty(&mut bytes, value);
    bytes.push(b'\n');
    String::from_utf8_lossy(&bytes).into_owned()
}
