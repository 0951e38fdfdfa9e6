//! The metrics of the generated crates, apart from the library that declares them.

/// The number of metrics in each group but the last.
const GROUP: usize = 50;

/// How the metrics are declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Two label enums, four different metrics, groups that the user creates.
    Plain,
    /// As plain, and each group is in a static.
    Statics,
    /// As plain, and one field in ten has an alias as its type.
    Aliases,
    /// Each metric has label enums, label names, help and buckets of its own.
    Distinct,
    /// As distinct, and each group is in a static.
    DistinctStatics,
}

impl Shape {
    pub(crate) fn has_statics(self) -> bool {
        matches!(self, Self::Statics | Self::DistinctStatics)
    }

    fn is_distinct(self) -> bool {
        matches!(self, Self::Distinct | Self::DistinctStatics)
    }
}

/// The declarations of one crate.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Declarations {
    pub(crate) shape: Shape,
    pub(crate) metrics: usize,
    /// The number of changes to the last bucket bound of the first histogram.
    pub(crate) changes: usize,
}

/// A group of metrics.
pub(crate) struct Group {
    pub(crate) index: usize,
    pub(crate) metrics: Vec<Metric>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// One metric.
pub(crate) struct Metric {
    pub(crate) kind: Kind,
    pub(crate) field: String,
    pub(crate) help: String,
    pub(crate) labels: Vec<Label>,
    pub(crate) buckets: [usize; 3],
    /// The field has the alias `Events` as its type.
    pub(crate) is_aliased: bool,
}

/// A label and the enum of its values. A value is its variant in lower case.
#[derive(Clone)]
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) variants: Vec<String>,
}

impl Label {
    fn new(name: &str, suffix: &str, variants: &[&str]) -> Self {
        let ty = name[..1].to_uppercase() + &name[1..] + suffix;
        let variants = variants.iter().map(|variant| format!("{variant}{suffix}")).collect();
        let name = if suffix.is_empty() { name.to_owned() } else { format!("{name}_{suffix}") };
        Self { name, ty, variants }
    }
}

impl Metric {
    /// Returns the types of the labels as written in a type: `A`, or `(A, B)`.
    pub(crate) fn label_type(&self) -> String {
        match &self.labels[..] {
            [label] => label.ty.clone(),
            labels => format!("({})", join(labels, |label| label.ty.clone())),
        }
    }

    /// Returns the name of a struct with the labels as its fields.
    pub(crate) fn label_set(&self) -> String {
        self.labels.iter().map(|label| &*label.ty).collect()
    }

    /// Returns the buckets as a list of floats.
    pub(crate) fn float_buckets(&self) -> String {
        format!("[{}]", join(&self.buckets, |bound| format!("{bound}.0")))
    }

    /// Returns the first value of each label.
    pub(crate) fn first_values(&self) -> String {
        join(&self.labels, |label| format!("{}::{}", label.ty, label.variants[0]))
    }

    /// Returns a struct of the labels with the first value of each.
    pub(crate) fn first_label_set(&self) -> String {
        let fields = join(&self.labels, |label| {
            format!("{}: {}::{}", label.name, label.ty, label.variants[0])
        });
        format!("{}Labels {{ {fields} }}", self.label_set())
    }
}

/// Returns the texts of the items, with commas.
pub(crate) fn join<T>(items: &[T], text: impl Fn(&T) -> String) -> String {
    items.iter().map(text).collect::<Vec<_>>().join(", ")
}

impl Declarations {
    pub(crate) fn groups(&self) -> Vec<Group> {
        let start = (0..self.metrics).step_by(GROUP);
        start.zip(0..).map(|(start, index)| self.group(index, start)).collect()
    }

    fn group(&self, index: usize, start: usize) -> Group {
        let count = GROUP.min(self.metrics - start);
        Group { index, metrics: (0..count).map(|index| self.metric(start, index)).collect() }
    }

    /// Returns the metric at an index of the group that starts with the metric number `start`.
    fn metric(&self, start: usize, index: usize) -> Metric {
        let number = start + index;
        let suffix = if self.shape.is_distinct() { number.to_string() } else { String::new() };
        let direction = Label::new("direction", &suffix, &["In", "Out"]);
        let outcome = Label::new("outcome", &suffix, &["Success", "Failed", "Timeout"]);
        let (kind, field, help, labels) = match index % 10 {
            0..5 => (
                Kind::Counter,
                format!("events_{index}_total"),
                "Events, by direction and outcome",
                vec![direction, outcome],
            ),
            5 => {
                let field = format!("events_{index}_total");
                (Kind::Counter, field, "Events in both directions", Vec::new())
            }
            6..8 => {
                let field = format!("level_{index}");
                (Kind::Gauge, field, "Fill level, by direction", vec![direction])
            }
            _ => {
                let field = format!("sizes_{index}");
                (Kind::Histogram, field, "Sizes of frames, by direction", vec![direction])
            }
        };
        let distance = if self.shape.is_distinct() { number } else { 0 };
        let changes = if number == 8 { self.changes } else { 0 };
        Metric {
            kind,
            field,
            help: if suffix.is_empty() { format!("{help}.") } else { format!("{help}, {suffix}.") },
            labels,
            buckets: [1 + distance, 10 + distance, 100 + distance + changes],
            is_aliased: self.shape == Shape::Aliases && index.is_multiple_of(10),
        }
    }

    /// Returns the labels with different enums.
    pub(crate) fn labels(&self) -> Vec<Label> {
        let mut labels = Vec::<Label>::new();
        for metric in self.groups().into_iter().flat_map(|group| group.metrics) {
            for label in metric.labels {
                // The enums of distinct metrics differ, and searching them would be quadratic.
                if self.shape.is_distinct() || labels.iter().all(|other| other.ty != label.ty) {
                    labels.push(label);
                }
            }
        }
        labels
    }

    /// Returns a metric of each different list of labels.
    pub(crate) fn label_sets(&self) -> Vec<Metric> {
        let mut sets = Vec::<Metric>::new();
        for metric in self.groups().into_iter().flat_map(|group| group.metrics) {
            let is_new = || sets.iter().all(|set| set.label_set() != metric.label_set());
            if !metric.labels.is_empty() && (self.shape.is_distinct() || is_new()) {
                sets.push(metric);
            }
        }
        sets
    }

    /// Returns the source of the label enums. A library adds its derives and attributes.
    pub(crate) fn label_enums(&self, attributes: &str) -> String {
        let enums = self.labels();
        let source = enums.iter().map(|label| {
            let variants = label.variants.iter();
            let variants = variants.map(|name| format!("    /// The value {name}.\n    {name},\n"));
            format!(
                "\n/// Values of {}.\n#[derive(Clone, Copy, Debug)]\n{attributes}pub enum {} {{\n{}}}\n",
                label.name,
                label.ty,
                variants.collect::<String>()
            )
        });
        source.collect()
    }

    /// Returns the source of the alias, if the shape has one. It is the type of a counter with two
    /// labels.
    pub(crate) fn alias(&self, ty: impl Fn(&Metric) -> String) -> String {
        let metric = self.metric(0, 0);
        if metric.is_aliased {
            format!("\n/// Events, by direction and outcome.\npub type Events = {};\n", ty(&metric))
        } else {
            String::new()
        }
    }

    /// Returns the source of a static for each group and of a function that records to it, if the
    /// shape has them.
    pub(crate) fn statics(&self, declaration: &str, record: impl Fn(&Metric) -> String) -> String {
        if !self.shape.has_statics() {
            return String::new();
        }
        let groups = self.groups();
        let source = groups.iter().map(|group| {
            let (index, metric) = (group.index, &group.metrics[0]);
            let declaration = declaration.replace("GROUP", &format!("Group{index}"));
            let record = record(metric);
            format!(
                "\n/// Group {index} of the process.\n{}\n\n/// Counts an event.\npub fn \
                 record_{index}() {{\n    METRICS{index}.{record};\n}}\n",
                declaration.replace("METRICS", &format!("METRICS{index}")),
            )
        });
        source.collect()
    }
}
