//! Selecting objects of a kind: label selectors and field selectors as they are typed.

use super::failure::Failure;
use crate::error::{ApiError, Reason};
use crate::object::{self, Kind, LabelSelector, Object, Operator, Requirement};
use serde_json::Value;

/// Which objects of a kind a command is about.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Selector {
    labels: LabelSelector,
    fields: Vec<FieldTerm>,
}

#[derive(Clone, Debug, PartialEq)]
struct FieldTerm {
    path: String,
    equal: bool,
    value: String,
}

/// Fields that every kind can be selected by, and those of each kind (its `AddFieldLabelConversionFunc`).
const ANY: [&str; 2] = ["metadata.name", "metadata.namespace"];

fn selectable(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Pod => &[
            "spec.nodeName",
            "spec.restartPolicy",
            "spec.schedulerName",
            "spec.serviceAccountName",
            "spec.hostNetwork",
            "status.phase",
            "status.podIP",
            "status.nominatedNodeName",
        ],
        Kind::Event => &[
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "reason",
            "type",
            "reportingComponent",
            "source",
        ],
        Kind::Node => &["spec.unschedulable"],
        Kind::Namespace => &["status.phase"],
        Kind::ReplicaSet => &["status.replicas"],
        Kind::Service => &["spec.clusterIP", "spec.type"],
        Kind::Secret => &["type"],
        _ => &[],
    }
}

impl Selector {
    /// Reads `-l` and `--field-selector`.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn parse(labels: Option<&str>, fields: Option<&str>) -> Result<Selector, Failure> {
        let labels = parse_labels(labels.unwrap_or(""))?;
        let fields = fields.unwrap_or("").split(',').filter(|term| !term.is_empty()).map(field_term);
        Ok(Selector { labels, fields: fields.collect::<Result<_, _>>()? })
    }

    /// Whether it selects everything.
    pub fn is_empty(&self) -> bool {
        self.labels.requirements.is_empty() && self.fields.is_empty()
    }

    /// Refuses fields that the server does not select this kind by.
    ///
    /// # Errors
    /// Then.
    pub fn check(&self, kind: Kind) -> Result<(), ApiError> {
        let known = |path: &str| ANY.contains(&path) || selectable(kind).contains(&path);
        let Some(term) = self.fields.iter().find(|term| !known(&term.path)) else { return Ok(()) };
        let message = format!(
            "Unable to find \"{}/{}, Resource={}\" that match label selector \"\", field selector \"{}{}{}\": field label not \
             supported: {}",
            kind.info().group,
            kind.info().version,
            kind.info().plural,
            term.path,
            if term.equal { "=" } else { "!=" },
            term.value,
            term.path
        );
        Err(ApiError::new(Reason::BadRequest, message))
    }

    /// Whether it selects an object.
    pub fn matches(&self, object: &Object) -> bool {
        self.labels.matches(&object.meta.labels) && (self.fields.is_empty() || self.fields_match(object))
    }

    fn fields_match(&self, object: &Object) -> bool {
        let value = object::encode(object);
        self.fields.iter().all(|term| (field(&value, &term.path) == term.value) == term.equal)
    }
}

fn field(value: &Value, path: &str) -> String {
    let path = if path == "source" { "source.component" } else { path };
    match path.split('.').fold(value, |value, name| &value[name]) {
        Value::String(text) => text.clone(),
        Value::Null => match path {
            "spec.unschedulable" | "spec.hostNetwork" => "false".into(),
            _ => String::new(),
        },
        other => other.to_string(),
    }
}

fn field_term(term: &str) -> Result<FieldTerm, Failure> {
    let (path, equal, value) = if let Some((path, value)) = term.split_once("!=") {
        (path, false, value)
    } else if let Some((path, value)) = term.split_once("==").or_else(|| term.split_once('=')) {
        (path, true, value)
    } else {
        return Err(Failure::error(format!("invalid selector: '{term}'; can't understand '{term}'")));
    };
    Ok(FieldTerm { path: path.into(), equal, value: value.into() })
}

/// A label selector: `a=b,c!=d,e,!f,g in (x,y),h notin (z)`.
///
/// # Errors
/// When a part of it cannot be read.
pub(crate) fn parse_labels(text: &str) -> Result<LabelSelector, Failure> {
    let parts = split_outside_parentheses(text);
    let requirements = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).map(requirement);
    Ok(LabelSelector { requirements: requirements.collect::<Result<_, _>>()? })
}

fn split_outside_parentheses(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    for (at, letter) in text.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

fn requirement(part: &str) -> Result<Requirement, Failure> {
    let of = |key: &str, operator, values: Vec<&str>| {
        let values = values.into_iter().map(|value| value.trim().into()).collect();
        Requirement { key: key.trim().into(), operator, values }
    };
    let read = if let Some((key, values)) = part.split_once(" notin ") {
        of(key, Operator::NotIn, listed(part, values)?)
    } else if let Some((key, values)) = part.split_once(" in ") {
        of(key, Operator::In, listed(part, values)?)
    } else if let Some((key, value)) = part.split_once("!=") {
        of(key, Operator::NotIn, vec![value])
    } else if let Some((key, value)) = part.split_once("==").or_else(|| part.split_once('=')) {
        of(key, Operator::In, vec![value])
    } else if let Some((key, value)) = part.split_once('>') {
        of(key, Operator::Gt, vec![value])
    } else if let Some((key, value)) = part.split_once('<') {
        of(key, Operator::Lt, vec![value])
    } else if let Some(key) = part.strip_prefix('!') {
        of(key, Operator::DoesNotExist, Vec::new())
    } else {
        of(part, Operator::Exists, Vec::new())
    };
    if read.key.is_empty() || read.key.contains(char::is_whitespace) {
        Err(unreadable(part))
    } else {
        Ok(read)
    }
}

fn listed<'a>(part: &str, values: &'a str) -> Result<Vec<&'a str>, Failure> {
    let inner = values.trim().strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    inner.map(|inner| inner.split(',').collect()).ok_or_else(|| unreadable(part))
}

fn unreadable(part: &str) -> Failure {
    Failure::error(format!("unable to parse requirement: {part:?} is no requirement on a label"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::object::text_map;

    #[test]
    fn label_selectors_select_as_they_are_typed() {
        let labels = text_map([("app", "web"), ("tier", "db")]);
        let cases = [
            ("app=web", true),
            ("app==web,tier=db", true),
            ("app!=web", false),
            ("missing!=x", true),
            ("app", true),
            ("!app", false),
            ("app in (api, web),tier notin (cache)", true),
            ("app notin (web)", false),
        ];
        for (text, selects) in cases {
            assert_eq!(parse_labels(text).expect(text).matches(&labels), selects, "{text}");
        }
        assert!(parse_labels("app in web").is_err());
    }
}
