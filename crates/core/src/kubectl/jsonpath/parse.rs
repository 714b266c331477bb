//! Reading JSONPath templates: text, actions in braces, paths, filters.

use super::{DEEPEST, Operand, Part, Read, Step};
use serde_json::Value;

/// Reads text and actions up to the end, or to `{end}` within a range.
pub(super) fn parts(rest: &mut &str, in_range: bool, depth: usize) -> Read<Vec<Part>> {
    if depth > DEEPEST {
        return Err("too deeply nested".into());
    }
    let mut parts = Vec::new();
    loop {
        let (text, action) =
            rest.split_once('{').map_or((*rest, None), |(text, action)| (text, Some(action)));
        if !text.is_empty() {
            parts.push(Part::Text(text.into()));
        }
        let Some(action) = action else { break };
        let end = closing_brace(action).ok_or("unclosed action")?;
        let inner = action[..end].trim();
        *rest = &action[end + 1..];
        if inner == "end" {
            return if in_range { Ok(parts) } else { Err("not in range, nothing to end".into()) };
        }
        if let Some(path) = inner.strip_prefix("range") {
            let steps = whole_path(path.trim())?;
            parts.push(Part::Range(steps, self::parts(rest, true, depth + 1)?));
        } else {
            actions(inner, &mut parts)?;
        }
    }
    if in_range { Err("unclosed action".into()) } else { Ok(parts) }
}

/// Where the brace is that closes an action, outside of quotes.
fn closing_brace(action: &str) -> Option<usize> {
    let mut quote = None;
    let mut escaped = false;
    for (at, letter) in action.char_indices() {
        match (quote, letter) {
            _ if escaped => escaped = false,
            (Some(_), '\\') => escaped = true,
            (Some(open), letter) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '}') => return Some(at),
            (None, _) => {}
        }
    }
    None
}

/// The texts and paths in one pair of braces.
fn actions(mut inner: &str, parts: &mut Vec<Part>) -> Read<()> {
    while !inner.trim_start().is_empty() {
        inner = inner.trim_start();
        if inner.starts_with(['"', '\'']) {
            let (text, rest) = quoted(inner)?;
            parts.push(Part::Text(text));
            inner = rest;
        } else {
            let mut rest = inner;
            parts.push(Part::Path(path(&mut rest)?));
            if rest.len() == inner.len() {
                return Err(format!(
                    "unrecognized character in action: {:?}",
                    inner.chars().next().unwrap_or(' ')
                ));
            }
            inner = rest;
        }
    }
    Ok(())
}

fn quoted(text: &str) -> Read<(String, &str)> {
    let quote = text.chars().next().unwrap_or('"');
    let (mut out, mut escaped) = (String::new(), false);
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => {
                escaped = false;
                out.push(match letter {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    other => other,
                });
            }
            '\\' => escaped = true,
            letter if letter == quote => return Ok((out, &text[at + letter.len_utf8()..])),
            letter => out.push(letter),
        }
    }
    Err("unterminated quoted string".into())
}

fn whole_path(text: &str) -> Read<Vec<Step>> {
    let mut rest = text;
    let steps = path(&mut rest)?;
    if rest.trim().is_empty() { Ok(steps) } else { Err(format!("unrecognized input {rest:?}")) }
}

/// Reads a path as far as it goes.
fn path(rest: &mut &str) -> Read<Vec<Step>> {
    *rest = rest.trim_start().trim_start_matches(['$', '@']);
    let mut steps = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix("..") {
            steps.push(Step::Descend);
            *rest = after;
            if !rest.starts_with(['[', '.']) {
                steps.extend(name(rest));
            }
        } else if let Some(after) = rest.strip_prefix('.') {
            *rest = after;
            steps.extend(name(rest));
        } else if rest.starts_with('[') {
            let end = closing_bracket(rest).ok_or("unterminated array")?;
            steps.push(bracket(&rest[1..end])?);
            *rest = &rest[end + 1..];
        } else {
            return Ok(steps);
        }
    }
}

fn name(rest: &mut &str) -> Option<Step> {
    let (mut name, mut end, mut escaped) = (String::new(), rest.len(), false);
    for (at, letter) in rest.char_indices() {
        match letter {
            _ if escaped => {
                escaped = false;
                name.push(letter);
            }
            '\\' => escaped = true,
            '.' | '[' | ' ' | ')' | '=' | '!' | '<' | '>' | '&' | '|' | '"' | '\'' | '{' | '}' => {
                end = at;
                break;
            }
            letter => name.push(letter),
        }
    }
    *rest = &rest[end..];
    match name.as_str() {
        "" => None,
        "*" => Some(Step::Each),
        _ => Some(Step::Field(name)),
    }
}

fn closing_bracket(text: &str) -> Option<usize> {
    let (mut depth, mut quote) = (0_u32, None);
    for (at, letter) in text.char_indices() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') => quote = Some(letter),
            (None, '[') => depth += 1,
            (None, ']') if depth == 1 => return Some(at),
            (None, ']') => depth = depth.saturating_sub(1),
            (None, _) => {}
        }
    }
    None
}

fn bracket(inner: &str) -> Read<Step> {
    let inner = inner.trim();
    if let Some(condition) = inner.strip_prefix("?(").and_then(|rest| rest.strip_suffix(')')) {
        return filter(condition);
    }
    if inner.starts_with(['\'', '"']) || inner.contains(',') {
        let mut steps: Vec<Step> = inner.split(',').map(|part| element(part.trim())).collect::<Read<_>>()?;
        return if steps.len() == 1 { Ok(steps.remove(0)) } else { Ok(Step::Union(steps)) };
    }
    element(inner)
}

fn element(text: &str) -> Read<Step> {
    if text == "*" {
        return Ok(Step::Each);
    }
    if text.starts_with(['\'', '"']) {
        return Ok(Step::Field(quoted(text)?.0));
    }
    let number = |part: &str| match part.trim() {
        "" => Ok(None),
        part => part.parse().map(Some).map_err(|_| format!("invalid array index {text}")),
    };
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        [one] => Ok(Step::Index(number(one)?.ok_or(format!("invalid array index {text}"))?)),
        [from, to] => Ok(Step::Slice(number(from)?, number(to)?, 1)),
        [from, to, by] => Ok(Step::Slice(number(from)?, number(to)?, number(by)?.unwrap_or(1))),
        _ => Err(format!("invalid array index {text}")),
    }
}

fn filter(condition: &str) -> Read<Step> {
    const OPERATORS: [&str; 6] = ["==", "!=", "<=", ">=", "<", ">"];
    let places = OPERATORS.iter().filter_map(|operator| condition.find(operator).map(|at| (at, *operator)));
    let Some((at, operator)) = places.min_by_key(|(at, operator)| (*at, 2 - operator.len())) else {
        return Ok(Step::Filter(operand(condition)?, String::new(), Operand::Nothing));
    };
    let (left, right) = (&condition[..at], &condition[at + operator.len()..]);
    Ok(Step::Filter(operand(left)?, operator.into(), operand(right)?))
}

fn operand(text: &str) -> Read<Operand> {
    let text = text.trim();
    if text.starts_with(['@', '$', '.']) {
        return whole_path(text).map(Operand::Path);
    }
    if text.starts_with(['\'', '"']) {
        return Ok(Operand::Literal(Value::String(quoted(text)?.0)));
    }
    let literal = serde_json::from_str(text).map_err(|_| format!("unrecognized input {text:?}"))?;
    Ok(Operand::Literal(literal))
}
