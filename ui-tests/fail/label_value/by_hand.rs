use tallymark::{Counter, Gauge, LabelValue, Metrics, desc::LabelValueDesc};

macro_rules! by_hand {
    ($name:ident $values:expr) => {
        #[derive(Clone, Copy)]
        struct $name;

        impl LabelValue for $name {
            const VALUES: &'static [LabelValueDesc] = &$values;

            fn index(self) -> usize {
                0
            }
        }
    };
}

const fn value(value: &'static str) -> LabelValueDesc {
    LabelValueDesc { value, doc: "" }
}

by_hand!(Twice [value("in"), value("out"), value("in")]);
by_hand!(Nothing []);
by_hand!(Blank [value("")]);
by_hand!(Other [value("__other__")]);
by_hand!(Nul [value("a\0")]);

type Hidden = Counter<Twice>;

#[derive(Debug, Metrics)]
struct Net {
    /// Frames, by way.
    #[metric(labels(way, ok))]
    frames_total: Counter<(Twice, bool)>,
    /// Frames that were lost, by way.
    #[metric(labels(way))]
    lost_total: Counter<Twice>,
    /// Frames that were sent, by nothing.
    #[metric(labels(nothing))]
    sent_total: Counter<Nothing>,
    /// Frames that wait, by blank and other.
    #[metric(labels(blank, other))]
    waiting: Gauge<(Blank, Other)>,
    /// Frames that were kept, by nul.
    #[metric(labels(nul))]
    kept_total: Counter<Nul>,
    /// Frames that were hidden, by way.
    #[metric(labels(way))]
    hidden_total: Hidden,
}

fn main() {}
