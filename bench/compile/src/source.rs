//! The source code of the generated crates: the same metrics in each library.

mod by_hand;
mod declarations;
mod measured;
mod ours;
mod prometheus_client;
mod vise;

pub(crate) use declarations::{Declarations, Shape};

/// A way to declare metrics.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Library {
    /// A crate without metrics. Its time is subtracted from the others.
    Empty,
    ByHand,
    Vise,
    Measured,
    PrometheusClient,
    Ours,
}

impl Library {
    pub(crate) const ALL: [Self; 6] =
        [Self::Empty, Self::ByHand, Self::Vise, Self::Measured, Self::PrometheusClient, Self::Ours];

    /// Returns the name on the command line.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::ByHand => "hand",
            Self::Vise => "vise",
            Self::Measured => "measured",
            Self::PrometheusClient => "client",
            Self::Ours => "ours",
        }
    }

    /// Returns the name in the tables.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Empty => "an empty crate",
            Self::ByHand => "`prometheus` by hand",
            Self::Vise => "`vise`",
            Self::Measured => "`measured`",
            Self::PrometheusClient => "`prometheus-client`",
            Self::Ours => "Tallymark",
        }
    }

    /// Returns the dependencies as written in a manifest.
    pub(crate) fn dependencies(self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::ByHand => {
                "prometheus = { version = \"0.14\", default-features = false }\n".to_owned()
            }
            Self::Vise => "vise = \"0.3\"\n".to_owned(),
            Self::Measured => "measured = \"=0.0.25\"\n".to_owned(),
            Self::PrometheusClient => "prometheus-client = \"0.25\"\n".to_owned(),
            Self::Ours => {
                let runtime = concat!(env!("CARGO_MANIFEST_DIR"), "/../../runtime");
                format!("tallymark = {{ path = \"{runtime}\" }}\n")
            }
        }
    }

    /// Returns the source of a crate with these metrics.
    pub(crate) fn source(self, declarations: &Declarations) -> String {
        match self {
            Self::Empty => {
                let changes = declarations.changes;
                format!("//! Nothing.\n/// A constant.\npub const CHANGES: usize = {changes};\n")
            }
            Self::ByHand => by_hand::by_hand(declarations),
            Self::Vise => vise::vise(declarations),
            Self::Measured => measured::measured(declarations),
            Self::PrometheusClient => prometheus_client::prometheus_client(declarations),
            Self::Ours => ours::ours(declarations),
        }
    }
}
