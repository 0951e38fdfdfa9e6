//! One metric in the lock.

use serde::{Deserialize, Serialize};
use tallymark::desc::{Kind, LabelDesc, LabelValues, MetricDesc, Rename, Stability};

/// One metric in the lock.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LockedMetric {
    #[serde(with = "kind_name")]
    pub(super) kind: Kind,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub(super) unit: String,
    pub(super) help: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) labels: Vec<LockedLabel>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) buckets: Vec<f64>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) experimental: bool,
    /// The metric to use instead, if it is deprecated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) deprecated: Option<String>,
    /// The current name, if this is a former name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) renamed_to: Option<String>,
    /// The version that removes this former name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) until: Option<String>,
}

/// A label: fixed if it has values, bounded if it has a maximum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LockedLabel {
    pub(super) name: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) values: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) max: Option<usize>,
}

impl LockedMetric {
    pub(super) fn from_desc(metric: &MetricDesc) -> Self {
        let to = match metric.rename {
            Some(Rename::To { name, until }) => Some((name, until)),
            Some(Rename::From(_)) | None => None,
        };
        Self {
            kind: metric.kind,
            unit: metric.unit.to_owned(),
            help: metric.help.to_owned(),
            labels: metric.labels.iter().map(LockedLabel::from_desc).collect(),
            buckets: metric.buckets.to_vec(),
            experimental: metric.stability == Stability::Experimental,
            deprecated: metric.deprecated.map(|deprecated| deprecated.note.to_owned()),
            renamed_to: to.map(|(name, _)| name.to_owned()),
            until: to.map(|(_, until)| until.to_owned()),
        }
    }

    pub(super) fn is_histogram(&self) -> bool {
        self.kind == Kind::Histogram
    }
}

impl LockedLabel {
    fn from_desc(label: &LabelDesc) -> Self {
        let (values, max) = match label.values {
            LabelValues::Fixed(values) => (values, None),
            LabelValues::Bounded { max } => (&[][..], Some(max)),
        };
        let values = values.iter().map(|value| value.value.to_owned()).collect();
        Self { name: label.name.to_owned(), values, max }
    }
}

/// Writes and reads a kind as [`Kind::name`].
mod kind_name {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use tallymark::desc::Kind;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it with a reference")]
    pub(super) fn serialize<S: Serializer>(kind: &Kind, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(kind.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Kind, D::Error> {
        let name = String::deserialize(from)?;
        crate::kind::from_name(&name)
            .ok_or_else(|| D::Error::custom(format!("unknown kind `{name}`")))
    }
}
