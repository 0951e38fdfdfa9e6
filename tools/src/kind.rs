//! Metric kinds as the tools read them back from files and compare them.

use tallymark::desc::Kind;

const KINDS: [Kind; 4] = [Kind::Counter, Kind::Gauge, Kind::UpDownCounter, Kind::Histogram];

/// Returns the kind with this [`Kind::name`].
pub(crate) fn from_name(name: &str) -> Option<Kind> {
    KINDS.into_iter().find(|kind| kind.name() == name)
}

/// Returns [`Kind::name`] as one word, with `separator` between its parts.
pub(crate) fn one_word(kind: Kind, separator: &str) -> String {
    kind.name().replace(['-', ' '], separator)
}

/// Returns whether values of the kind can go down.
pub(crate) fn is_level(kind: Kind) -> bool {
    match kind {
        Kind::Gauge | Kind::UpDownCounter => true,
        Kind::Counter | Kind::Histogram => false,
    }
}
