//! `jq`: paths into JSON, as people use it behind `kubectl -o json`.

use super::Io;
use super::machine::Shell;
use super::text::{input, lines};
use crate::base64;
use serde_json::{Map, Value, json};

/// `jq -r '.items[] | select(.status.phase == "Running") | .metadata.name'`
pub(super) fn jq(shell: &mut Shell<'_>, words: &[String], stdin: &str, io: &mut Io) -> i32 {
    let (options, mut rest): (Vec<&String>, Vec<&String>) =
        words.iter().partition(|word| word.len() > 1 && word.starts_with('-'));
    let on = |letter: char, name: &str| {
        options.iter().any(|option| *option == name || (!option.starts_with("--") && option.contains(letter)))
    };
    let filter = if rest.is_empty() { "." } else { rest.remove(0) };
    let Ok(text) = input(shell, "jq", &rest, stdin, io) else { return 2 };
    if text.trim().is_empty() {
        return 0;
    }
    let given = serde_json::from_str(&text).map_err(|error| format!("parse error: {error}"));
    let found = given.and_then(|value| filtered(filter, &value, 0));
    match found {
        Err(problem) => {
            io.err += &format!("jq: error: {problem}\n");
            5
        }
        Ok(values) => {
            for value in values {
                let text = match &value {
                    Value::String(text) if on('r', "--raw-output") => text.clone(),
                    value if on('c', "--compact-output") => value.to_string(),
                    value => format!("{value:#}"),
                };
                lines(io, [text]);
            }
            0
        }
    }
}

type Found = Result<Vec<Value>, String>;

/// What a filter gives for a value.
fn filtered(filter: &str, value: &Value, depth: usize) -> Found {
    if depth > 20 {
        return Err("too deeply nested".into());
    }
    let stages = parts(filter, '|');
    if stages.len() > 1 {
        let first = vec![value.clone()];
        return stages.into_iter().try_fold(first, |values, stage| {
            let each = values.iter().map(|value| filtered(stage, value, depth + 1));
            Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
        });
    }
    let several = parts(filter, ',');
    if several.len() > 1 {
        let each = several.into_iter().map(|one| filtered(one, value, depth + 1));
        return Ok(each.collect::<Result<Vec<_>, _>>()?.concat());
    }
    one(filter.trim(), value, depth)
}

/// The parts of a filter between delimiters that are in no brackets and no text.
fn parts(filter: &str, delimiter: char) -> Vec<&str> {
    let (mut parts, mut start, mut open, mut quoted) = (Vec::new(), 0, 0_u32, false);
    let mut before = ' ';
    for (at, letter) in filter.char_indices() {
        match letter {
            '"' if before != '\\' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            letter if letter == delimiter && open == 0 => {
                parts.push(&filter[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        before = letter;
    }
    parts.push(&filter[start..]);
    parts
}

fn one(filter: &str, value: &Value, depth: usize) -> Found {
    let within = |open: &str, close: &str| filter.strip_prefix(open)?.strip_suffix(close);
    if filter.starts_with('.') {
        return path(filter, value);
    }
    if let Some(condition) = within("select(", ")") {
        return Ok(if holds(condition, value, depth)? { vec![value.clone()] } else { Vec::new() });
    }
    if let Some(inner) = within("[", "]") {
        return Ok(vec![Value::Array(filtered(inner, value, depth + 1)?)]);
    }
    if let Some(inner) = within("{", "}") {
        return object(inner, value, depth);
    }
    if let Some(inner) = within("(", ")") {
        return filtered(inner, value, depth + 1);
    }
    if let Some(inner) = within("\"", "\"") {
        return text(inner, value, depth).map(|text| vec![json!(text)]);
    }
    let is = |value: &Value| value.as_str().unwrap_or("").to_string();
    Ok(vec![match (filter, value) {
        ("length", Value::Array(list)) => json!(list.len()),
        ("length", Value::Object(map)) => json!(map.len()),
        ("length", Value::String(text)) => json!(text.chars().count()),
        ("keys", Value::Object(map)) => json!(map.keys().collect::<Vec<_>>()),
        ("@base64d", Value::String(text)) => json!(base64::decode(text).unwrap_or_default()),
        ("@base64", value) => json!(base64::encode(&is(value))),
        _ => {
            return Err(format!(
                "{filter}: only paths, select, length, keys, @base64d and what is made of them is simulated"
            ));
        }
    }])
}

/// `.items[0].metadata.name`, `.items[]`, `.["a.b/c"]`
fn path(filter: &str, value: &Value) -> Found {
    let mut values = vec![value.clone()];
    let mut rest = filter;
    while !rest.is_empty() {
        let step;
        (step, rest) = next(rest)?;
        let each = values.iter().map(|value| step_into(&step, value));
        values = each.collect::<Result<Vec<_>, _>>()?.concat();
    }
    Ok(values)
}

/// One step of a path.
enum Step {
    Field(String),
    Item(i64),
    Each,
}

/// The step that a path begins with; none (`.`) is a field without a name.
fn next(rest: &str) -> Result<(Step, &str), String> {
    let rest = rest.strip_prefix('.').filter(|after| after.starts_with('[')).unwrap_or(rest);
    if let Some(inner) = rest.strip_prefix('[') {
        let (inner, after) = inner.split_once(']').ok_or("syntax error: ] is missing")?;
        let after = after.trim_start_matches('?');
        let step = match inner.trim_matches('"') {
            "" => Step::Each,
            name if inner.starts_with('"') => Step::Field(name.into()),
            number => Step::Item(number.parse().map_err(|_| format!("syntax error: [{number}]"))?),
        };
        return Ok((step, after));
    }
    let rest = rest.strip_prefix('.').ok_or_else(|| format!("syntax error near {rest}"))?;
    if let Some((name, after)) = rest.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        return Ok((Step::Field(name.into()), after.trim_start_matches('?')));
    }
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
    Ok((Step::Field(rest[..end].into()), rest[end..].trim_start_matches('?')))
}

fn step_into(step: &Step, value: &Value) -> Found {
    match (step, value) {
        (Step::Field(name), value) if name.is_empty() => Ok(vec![value.clone()]),
        (Step::Field(name), Value::Object(_) | Value::Null) => Ok(vec![value[name.as_str()].clone()]),
        (Step::Each, Value::Array(list)) => Ok(list.clone()),
        (Step::Each, Value::Object(map)) => Ok(map.values().cloned().collect()),
        (Step::Item(number), Value::Array(list)) => {
            let back = usize::try_from(number.unsigned_abs()).unwrap_or(usize::MAX);
            let at = if *number < 0 { list.len().checked_sub(back) } else { Some(back) };
            Ok(vec![at.and_then(|at| list.get(at)).cloned().unwrap_or_default()])
        }
        (Step::Item(_), Value::Null) => Ok(vec![Value::Null]),
        (Step::Field(name), value) => Err(format!("Cannot index {} with \"{name}\"", kind(value))),
        (Step::Item(_), value) => Err(format!("Cannot index {} with number", kind(value))),
        (Step::Each, value) => Err(format!("Cannot iterate over {}", kind(value))),
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// `.a == "b"`, `.a != 1`, or whether there is something at all.
fn holds(condition: &str, value: &Value, depth: usize) -> Result<bool, String> {
    for (sign, equal) in [("==", true), ("!=", false)] {
        if let Some((first, second)) = condition.split_once(sign) {
            let first = filtered(first, value, depth + 1)?;
            let second: Value = match serde_json::from_str(second.trim()) {
                Ok(literal) => literal,
                Err(_) => filtered(second, value, depth + 1)?.pop().unwrap_or_default(),
            };
            return Ok(first.contains(&second) == equal);
        }
    }
    let given = filtered(condition, value, depth + 1)?;
    Ok(given.iter().any(|value| !value.is_null() && *value != Value::Bool(false)))
}

/// `{name: .metadata.name, phase: .status.phase}`, `{name}`
fn object(inner: &str, value: &Value, depth: usize) -> Found {
    let mut object = Map::new();
    for part in parts(inner, ',') {
        let (name, filter) = match part.split_once(':') {
            Some((name, filter)) => (name.trim().trim_matches('"'), filter.to_string()),
            None => (part.trim(), format!(".{}", part.trim())),
        };
        object.insert(name.into(), filtered(&filter, value, depth + 1)?.pop().unwrap_or_default());
    }
    Ok(vec![Value::Object(object)])
}

/// A text with `\(…)` in it.
fn text(inner: &str, value: &Value, depth: usize) -> Result<String, String> {
    let (mut text, mut rest) = (String::new(), inner);
    while let Some((before, after)) = rest.split_once("\\(") {
        let end = after.find(')').ok_or("syntax error: ) is missing")?;
        text += before;
        for value in filtered(&after[..end], value, depth + 1)? {
            text += &value.as_str().map_or_else(|| value.to_string(), String::from);
        }
        rest = &after[end + 1..];
    }
    Ok((text + rest).replace("\\n", "\n").replace("\\t", "\t"))
}
