//! Objects of kinds that have no words of their own: their fields, spelled out (`genericDescriber`).

use super::text::{Text, or, str};
use serde_json::Value;

fn head(value: &Value, text: &mut Text) {
    text.field(0, "Name", str(&value["metadata"]["name"]));
    text.field(0, "Namespace", str(&value["metadata"]["namespace"]));
    text.labels(0, "Labels", &value["metadata"]["labels"]);
    text.annotations(0, &value["metadata"]["annotations"]);
}

pub(super) fn config_map(value: &Value, text: &mut Text) {
    head(value, text);
    text.line(0, "\nData\n====");
    for (key, content) in value["data"].as_object().into_iter().flatten() {
        text.line(0, &format!("{key}:\n----\n{}\n", str(content)));
    }
    text.line(0, "\nBinaryData\n====\n");
}

pub(super) fn secret(value: &Value, text: &mut Text) {
    head(value, text);
    text.line(0, "");
    text.field(0, "Type", or(&value["type"], "Opaque"));
    text.line(0, "\nData\n====");
    for (key, content) in value["data"].as_object().into_iter().flatten() {
        let length = crate::base64::decode(str(content)).map_or(0, |content| content.len());
        text.field(0, key, format!("{length} bytes"));
    }
}

/// Every field, at levels.
pub(super) fn any(value: &Value, text: &mut Text) {
    head(value, text);
    let mut value = value.clone();
    for field in ["name", "namespace", "labels", "annotations"] {
        if let Some(metadata) = value["metadata"].as_object_mut() {
            metadata.remove(field);
        }
    }
    fields(&value, 0, text);
}

fn fields(value: &Value, level: usize, text: &mut Text) {
    for (key, value) in value.as_object().into_iter().flatten() {
        let name = title(key);
        match value {
            Value::Object(_) => {
                text.line(level, &format!("{name}:"));
                fields(value, level + 1, text);
            }
            Value::Array(list) => {
                text.line(level, &format!("{name}:"));
                for item in list {
                    match item {
                        Value::Object(_) => fields(item, level + 1, text),
                        item => text.line(level + 1, &or(item, "<nil>")),
                    }
                }
            }
            scalar => text.field(level, &name, or(scalar, "<nil>")),
        }
    }
}

/// `apiVersion` as a heading: `API Version`.
fn title(key: &str) -> String {
    let mut words = String::new();
    for letter in key.chars() {
        if letter.is_ascii_uppercase()
            && !words.is_empty()
            && !words.ends_with(|c: char| c.is_ascii_uppercase())
        {
            words.push(' ');
        }
        words.push(if words.is_empty() { letter.to_ascii_uppercase() } else { letter });
    }
    words.strip_prefix("Api ").map_or(words.clone(), |rest| format!("API {rest}"))
}
