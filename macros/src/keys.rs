//! Every attribute key, once: where it is allowed.

/// What an attribute stands on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Group,
    Field,
    Enum,
    Variant,
}

impl Place {
    /// The attribute that is read there.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Group => "metrics",
            Self::Field => "metric",
            Self::Enum | Self::Variant => "label",
        }
    }

    fn noun(self) -> &'static str {
        match self {
            Self::Group => "the struct: `#[metrics(..)]`",
            Self::Field => "a field: `#[metric(..)]`",
            Self::Enum => "the enum: `#[label(..)]`",
            Self::Variant => "a variant: `#[label(..)]`",
        }
    }
}

const KEYS: [(&str, Place); 16] = [
    ("namespace", Place::Group),
    ("max_series", Place::Group),
    ("allow", Place::Group),
    ("crate", Place::Group),
    ("labels", Place::Field),
    ("buckets", Place::Field),
    ("allow", Place::Field),
    ("stability", Place::Field),
    ("deprecated", Place::Field),
    ("renamed_from", Place::Field),
    ("until", Place::Field),
    ("group", Place::Field),
    ("skip", Place::Field),
    ("rename_all", Place::Enum),
    ("crate", Place::Enum),
    ("rename", Place::Variant),
];

/// The one key that may be given more than once: each exception has its own reason.
pub(crate) const REPEATABLE: &str = "allow";

/// The keys that are allowed at a place.
pub(crate) fn allowed(place: Place) -> Vec<&'static str> {
    KEYS.iter().filter(|(_, at)| *at == place).map(|(key, _)| *key).collect()
}

/// Why `key` is not allowed at `place`; `None` if it is.
pub(crate) fn problem(key: &str, place: Place) -> Option<String> {
    let allowed = allowed(place);
    if allowed.contains(&key) {
        return None;
    }
    // The same derive's other place: a struct's key on a field, a variant's on the enum.
    let other = match place {
        Place::Group => Place::Field,
        Place::Field => Place::Group,
        Place::Enum => Place::Variant,
        Place::Variant => Place::Enum,
    };
    Some(if KEYS.contains(&(key, other)) {
        format!("misplaced key `{key}`; it belongs on {}", other.noun())
    } else {
        format!("unknown key `{key}`; {}", crate::suggest::hint(key, &allowed))
    })
}
