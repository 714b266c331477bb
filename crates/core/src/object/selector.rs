//! Selectors: by labels, for objects; by node labels, for where a pod or a volume may be.

use super::{Name, TextMap};

/// How a requirement compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the variants are Kubernetes' own operators")]
pub enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
    Gt,
    Lt,
}

impl Operator {
    const ALL: [(Operator, &'static str); 6] = [
        (Operator::In, "In"),
        (Operator::NotIn, "NotIn"),
        (Operator::Exists, "Exists"),
        (Operator::DoesNotExist, "DoesNotExist"),
        (Operator::Gt, "Gt"),
        (Operator::Lt, "Lt"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// The operator of a name.
    pub fn parse(name: &str) -> Option<Operator> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(operator, _)| *operator)
    }
}

/// One requirement on a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// The label's key.
    pub key: Name,
    /// How its value is compared.
    pub operator: Operator,
    /// The values compared with.
    pub values: Vec<Name>,
}

impl Requirement {
    /// Whether labels meet it (`labels.Requirement.Matches`).
    pub fn matches(&self, labels: &TextMap) -> bool {
        let value = labels.get(&self.key);
        let listed = || value.is_some_and(|value| self.values.contains(value));
        match self.operator {
            Operator::In => listed(),
            Operator::NotIn => !listed(),
            Operator::Exists => value.is_some(),
            Operator::DoesNotExist => value.is_none(),
            Operator::Gt => self.compare(value).is_some_and(|(have, want)| have > want),
            Operator::Lt => self.compare(value).is_some_and(|(have, want)| have < want),
        }
    }

    fn compare(&self, value: Option<&Name>) -> Option<(i64, i64)> {
        Some((value?.parse().ok()?, self.values.first()?.parse().ok()?))
    }
}

/// A label selector (`metav1.LabelSelector`): every requirement must be met. None at all selects everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelSelector {
    /// The requirements; `matchLabels` are `In` with one value.
    pub requirements: Vec<Requirement>,
}

impl LabelSelector {
    /// Whether it selects an object with these labels.
    pub fn matches(&self, labels: &TextMap) -> bool {
        self.requirements.iter().all(|requirement| requirement.matches(labels))
    }

    /// A selector of exactly these labels.
    pub fn of_labels<'a>(labels: impl IntoIterator<Item = (&'a Name, &'a Name)>) -> LabelSelector {
        let requirement = |(key, value): (&Name, &Name)| Requirement {
            key: key.clone(),
            operator: Operator::In,
            values: vec![value.clone()],
        };
        LabelSelector { requirements: labels.into_iter().map(requirement).collect() }
    }
}

/// A node selector (`v1.NodeSelector`): one of its terms must be met whole. A term matches labels and fields alike; the
/// only field there is, `metadata.name`, is compared as if it were a label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NodeSelector {
    /// The terms.
    pub terms: Vec<Vec<Requirement>>,
}

impl NodeSelector {
    /// Whether it selects a node of this name with these labels.
    pub fn matches(&self, name: &Name, labels: &TextMap) -> bool {
        let meets = |requirement: &Requirement| {
            if &*requirement.key == "metadata.name" {
                let named = requirement.values.contains(name);
                return (requirement.operator == Operator::In) == named;
            }
            requirement.matches(labels)
        };
        self.terms.iter().any(|term| !term.is_empty() && term.iter().all(meets))
    }

    /// The one node name that it allows, if it allows just one by host name.
    pub fn only_host(&self) -> Option<&Name> {
        let [term] = self.terms.as_slice() else { return None };
        let host = term.iter().find(|r| &*r.key == "kubernetes.io/hostname" && r.operator == Operator::In)?;
        if let [name] = host.values.as_slice() { Some(name) } else { None }
    }
}
