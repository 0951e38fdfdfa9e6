//! The descriptions of the marker: see [`marker`](super::marker).

use prometheus::core::Desc;
use prometheus::proto::LabelPair;
use std::collections::HashMap;
use std::sync::atomic::AtomicU8;

const LABEL: &str = "part";

/// One description of the marker. Descriptions differ by the value of a label.
#[derive(Clone, Copy, Debug)]
pub(super) enum MarkerDesc {
    /// Is in every marker.
    Here,
    /// Is in the marker of the registry with this number.
    Number(usize),
    /// Is in the markers of all registries with a number that has a 1 at this binary digit.
    Digit(u32),
    /// Is in no marker.
    Never,
}

impl MarkerDesc {
    pub(super) fn build(self) -> prometheus::Result<Desc> {
        let value = match self {
            Self::Here => "here".to_owned(),
            Self::Number(number) => format!("number {number}"),
            Self::Digit(digit) => format!("digit {digit}"),
            Self::Never => "never".to_owned(),
        };
        let help = "Marks a registry with groups of tallymark. It has no series.".to_owned();
        Desc::new(name(), help, Vec::new(), HashMap::from([(LABEL.to_owned(), value)]))
    }
}

/// Returns the name of the marker. It contains an address, so that no other metric and no other copy of this
/// crate in the program has it.
pub(super) fn name() -> String {
    /// Mutable, so that it is never merged with another static.
    static COPY: AtomicU8 = AtomicU8::new(0);
    format!("tallymark_registry_{:x}", std::ptr::from_ref(&COPY).addr())
}

/// Returns the label of the series that the marker has during a roll call.
pub(super) fn roll_call_label() -> LabelPair {
    let mut pair = LabelPair::default();
    pair.set_name(LABEL.to_owned());
    pair.set_value("roll call".to_owned());
    pair
}
